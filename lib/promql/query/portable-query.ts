import { readAst } from './ast.ts'
import { portableSelector } from './bucket-bounds.ts'
import { partsOf } from './output-series.ts'

/** The query with bucket bounds that Prometheus 2 and 3 both have. */
export function portableQuery(query: string): string {
  const ast = readAst(query)
  const selectors = ast === undefined ? [] : partsOf(ast.root).flatMap(part => (part.kind === 'selector' ? [part] : []))
  return selectors
    .toSorted((a, b) => b.from - a.from)
    .reduce((text, selector) => {
      const portable = portableSelector(selector)
      const end = selector.from + selector.text.length
      return portable === selector ? text : `${text.slice(0, selector.from)}${portable.text}${text.slice(end)}`
    }, query)
}
