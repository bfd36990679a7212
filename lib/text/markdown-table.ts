/** The lines of a table in Markdown. Cells stand as they are: text from outside goes through inMarkdown() before. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  rule: readonly string[] = head.map(() => '---'),
): readonly string[] {
  return [head, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`)
}
