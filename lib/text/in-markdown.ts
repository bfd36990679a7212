/** A text of elsewhere in Markdown, on one line: nothing of it becomes a table's cell, a link, a heading or HTML. */
export function inMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#]/g, '\\$&').replace(/\s+/g, ' ')
}
