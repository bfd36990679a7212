/** Markup that is safe to put into a page as it is. */
export interface Html {
  readonly markup: string
}

/** What may stand in a template: text and numbers are escaped, markup and lists of markup are not. */
type HtmlPart = Html | string | number | readonly Html[]

/** Markup from a template literal; every value in it is escaped unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return { markup: strings.map((text, index) => text + markupOf(parts[index] ?? '')).join('') }
}

/** Markup that is trusted as it is: only for texts written in this repository. */
export function trusted(markup: string): Html {
  return { markup }
}

function markupOf(part: HtmlPart): string {
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part))
  if ('markup' in part) return part.markup
  return part.map(({ markup }) => markup).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text escaped for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character] ?? character)
}
