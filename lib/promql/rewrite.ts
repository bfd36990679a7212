import { parsePromql } from './tree.ts'

/** The query with a rate over the window around every plain selector, for formats that name counters and leave the rest to the tool. */
export function rateSelectors(query: string): string {
  const places: [number, number][] = []
  parsePromql(query).iterate({
    enter: node => {
      if (node.name === 'MatrixSelector' || node.name === 'SubqueryExpr') return false
      if (node.name !== 'VectorSelector') return true
      places.push([node.from, node.to])
      return false
    },
  })
  return places.reduceRight(
    (text, [from, to]) => `${text.slice(0, from)}rate(${text.slice(from, to)}[{{.window}}])${text.slice(to)}`,
    query,
  )
}
