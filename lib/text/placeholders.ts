/** A placeholder that another tool would fill in, and its place in a text. */
export interface FoundPlaceholder {
  readonly text: string
  readonly tool: string
  /** What to do about it. */
  readonly help: string
  readonly range: readonly [from: number, to: number]
}

/** How a placeholder looks, whose it is, and what to do about it. */
interface Placeholder {
  readonly tool: string
  readonly pattern: RegExp
  readonly help: string
}

const FILL_IN = 'Nothing fills it in here: write its value, or run that tool on the file first.'

/** The first that fits names the placeholder. */
const PLACEHOLDERS: readonly Placeholder[] = [
  {
    tool: 'alert texts',
    pattern: /\{\{-?\s*\$(?:labels|value|externalLabels|externalURL)\b[^}]*\}\}/g,
    help: 'A query has the labels of no alert yet: write the value.',
  },
  {
    tool: 'Helm',
    pattern: /\{\{-?\s*["'`]\{\{[^}]*\}\}["'`]\s*-?\}\}/g,
    help: 'Helm makes {{.window}} of it: render the chart first, or write {{.window}}.',
  },
  {
    tool: 'Helm',
    pattern:
      /\{\{-?\s*(?:\$|\.[A-Z]\w*|(?:include|tpl|template|toYaml|quote|default|required|printf|if|else|end|range|with|block|define)\b)[^}]*\}\}/g,
    help: 'Render the chart first, or write its value.',
  },
  { tool: 'Jinja', pattern: /\{%[^%]*%\}|\{\{-?\s*(?!-?\.)[a-z_][\w.]*\s*(?:\|[^}]*)?\}\}/g, help: FILL_IN },
  {
    tool: 'Grafana',
    pattern: /\$__\w+|\$\{__\w+(?:[:.]\w+)?\}/g,
    help: 'Rules know no variables of Grafana. As a range, write {{.window}}; rules fill in each window.',
  },
  {
    tool: 'Grafana',
    pattern: /\[\[\w+(?::\w+)?\]\]|\$\{[a-z_]\w*:[a-z]+\}/gi,
    help: 'Rules know no variables of Grafana: write the value.',
  },
  { tool: 'Terraform', pattern: /\$\{[a-z_]\w*(?:\[[^\]]*\])?(?:\.\w+)+\}/g, help: FILL_IN },
  { tool: 'the shell', pattern: /\$\{[A-Za-z_]\w*(?::?[-=?+][^}]*)?\}/g, help: FILL_IN },
  { tool: 'Kubernetes', pattern: /\$\([A-Za-z_]\w*\)/g, help: FILL_IN },
  { tool: 'the shell', pattern: /(?<!\\)\$[A-Z_][A-Z0-9_]*\b/g, help: FILL_IN },
  { tool: 'Grafana', pattern: /(?<!\\)\$[a-z_]\w*/gi, help: 'Rules know no variables of Grafana: write the value.' },
]

/** The placeholders of other tools in a text, in the order of the tools; none lies in another. */
export function placeholdersIn(text: string): readonly FoundPlaceholder[] {
  const found: FoundPlaceholder[] = []
  for (const { tool, pattern, help } of PLACEHOLDERS) {
    for (const match of text.matchAll(pattern)) {
      const range = [match.index, match.index + match[0].length] as const
      const isTaken = found.some(other => range[0] < other.range[1] && other.range[0] < range[1])
      if (!isTaken) found.push({ text: match[0], tool, help, range })
    }
  }
  return found
}

/** A placeholder in a sentence. */
export function placeholderText({ text, tool }: FoundPlaceholder): string {
  return `"${text}" is a placeholder of ${tool}`
}

/** What to say of a value that is wrong because another tool has not filled it in; undefined of others. */
export function placeholderHelp(written: string): string | undefined {
  const [found] = placeholdersIn(written)
  return found && `${placeholderText(found)}. ${found.help}`
}
