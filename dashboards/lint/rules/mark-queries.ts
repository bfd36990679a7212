import { listAt, textAt } from '../../../lib/json/path.ts'
import { promqlProblems } from '../../../lib/promql/syntax.ts'
import { mayHave } from '../../promql/label-set.ts'
import { parseQuery } from '../../promql/parse.ts'
import { yieldedLabels } from '../../promql/yielded-labels.ts'
import type { LintWorld, Rule } from '../rule.ts'

export const markQueries: Rule = {
  code: 'mark-queries',
  summary:
    'The query behind each mark is PromQL, asks for series that exist, and yields the labels that its title names.',
  why: 'A mark whose query fails is not there, and nobody misses it: the deploy that broke the service goes unseen.',
  scope: 'ours',
  check: (board, world) =>
    listAt(board.json, 'annotations', 'list').flatMap((mark, index) =>
      textAt(mark, 'expr') === ''
        ? []
        : problemsOf(mark, world).map(({ key, message }) => ({
            path: [...board.root, 'annotations', 'list', index, key],
            message: `the mark “${textAt(mark, 'name')}”: ${message}`,
            help: 'See dashboards/panels/annotations.ts.',
          })),
    ),
}

function problemsOf(mark: unknown, { series, labelsOf }: LintWorld): readonly { key: string; message: string }[] {
  const { text, selectors } = parseQuery(textAt(mark, 'expr'))
  const refused = promqlProblems(text).map(({ message }) => message)
  const unknown = selectors.flatMap(({ name }) =>
    name === undefined || series.has(name) ? [] : [`nobody measures “${name}”`],
  )
  const labels = yieldedLabels(text, labelsOf)
  const missing = [...textAt(mark, 'titleFormat').matchAll(/\{\{\s*(\w+)\s*\}\}/g)]
    .map(([, label = '']) => label)
    .filter(label => !mayHave(labels, label))
  return [
    ...[...new Set([...refused, ...unknown])].map(message => ({ key: 'expr', message })),
    ...missing.map(label => ({ key: 'titleFormat', message: `its title names “${label}”, a label it does not have` })),
  ]
}
