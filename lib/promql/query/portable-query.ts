import { readAst } from './ast.ts'
import { portableSelector } from './bucket-bounds.ts'
import { isScalar, partsOf } from './output-series.ts'

/** The query as rules can use it: with bucket bounds that Prometheus 2 and 3 both have, and as a series where it is a number. */
export function portableQuery(query: string): string {
  const ast = readAst(query)
  const selectors = ast === undefined ? [] : partsOf(ast.root).flatMap(part => (part.kind === 'selector' ? [part] : []))
  const portable = selectors
    .toSorted((a, b) => b.from - a.from)
    .reduce((text, selector) => {
      const found = portableSelector(selector)
      const end = selector.from + selector.text.length
      return found === selector ? text : `${text.slice(0, selector.from)}${found.text}${text.slice(end)}`
    }, query)
  return ast !== undefined && isScalar(ast.root) ? `vector(${portable})` : portable
}
