import { at, textAt } from '../../../lib/json/path.ts'
import type { LintedVariable } from '../linted-board.ts'
import type { LintWorld, Rule } from '../rule.ts'

export const choiceValues: Rule = {
  code: 'choice-values',
  summary: 'A variable offers the values of a label that a series has.',
  why: 'A variable without values leaves every panel of the dashboard empty, and shows no error.',
  scope: 'ours',
  check: (board, world) =>
    board.variables
      .filter(({ type }) => type === 'query')
      .flatMap(variable => {
        const message = problemOf(variable, world)
        const path = [...variable.path, 'definition']
        const help = 'Take metric and label from the catalogue, and keep “definition” and “query” the same.'
        return message === undefined ? [] : [{ path, message: `the variable $${variable.name} ${message}`, help }]
      }),
}

function problemOf({ json }: LintedVariable, { series }: LintWorld): string | undefined {
  if (at(json, 'multi') !== at(json, 'includeAll')) return 'takes several values, and offers no “All”, or the reverse'
  const shown = textAt(json, 'definition')
  if (textAt(json, 'query', 'query') !== shown) return 'has another query than the one that is shown as its definition'
  const [, name = '', label = ''] = /^label_values\((\w[\w:]*)(?:\{[^{}]*\})?, *(\w+)\)$/.exec(shown) ?? []
  const known = series.get(name)
  if (known === undefined)
    return `offers the labels of “${name || shown}”, which is no series that is measured or recorded`
  if (known.labels.has(label) && (known.ownLabels.includes(label) || isOfScrapes(label, name))) return undefined
  return `offers the label “${label}”, which “${name}” does not have`
}

/** A label that a scrape adds says where a series comes from: of a pod's metrics that is its namespace. */
function isOfScrapes(label: string, metric: string): boolean {
  return label === 'job' || (label === 'namespace' && metric.startsWith('kube_'))
}
