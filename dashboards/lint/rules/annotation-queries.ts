import { listAt, textAt } from '../../../lib/json/path.ts'
import { promqlProblems } from '../../../lib/promql/syntax.ts'
import { mayHave } from '../../promql/label-set.ts'
import { parseQuery } from '../../promql/parse.ts'
import { yieldedLabels } from '../../promql/yielded-labels.ts'
import type { LintWorld, Rule } from '../rule.ts'

export const annotationQueries: Rule = {
  code: 'annotation-queries',
  summary: 'The query of an annotation is PromQL, names series that exist, and yields the labels that its title names.',
  why: 'An annotation whose query fails is missing without an error, and so the deploy that broke the service goes unseen.',
  scope: 'ours',
  check: (board, world) =>
    listAt(board.json, 'annotations', 'list').flatMap((annotation, index) =>
      textAt(annotation, 'expr') === ''
        ? []
        : problemsOf(annotation, world).map(({ key, message }) => ({
            path: [...board.root, 'annotations', 'list', index, key],
            message: `the annotation “${textAt(annotation, 'name')}”: ${message}`,
            help: 'See dashboards/panels/annotations.ts.',
          })),
    ),
}

function problemsOf(annotation: unknown, { series, labelsOf }: LintWorld): readonly { key: string; message: string }[] {
  const { text, selectors } = parseQuery(textAt(annotation, 'expr'))
  const refused = promqlProblems(text).map(({ message }) => message)
  const unknown = selectors.flatMap(({ name }) =>
    name === undefined || series.has(name) ? [] : [`“${name}” is no series that is measured or recorded`],
  )
  const labels = yieldedLabels(text, labelsOf)
  const missing = [...textAt(annotation, 'titleFormat').matchAll(/\{\{\s*(\w+)\s*\}\}/g)]
    .map(([, label = '']) => label)
    .filter(label => !mayHave(labels, label))
  return [
    ...[...new Set([...refused, ...unknown])].map(message => ({ key: 'expr', message })),
    ...missing.map(label => ({ key: 'titleFormat', message: `its title names “${label}”, a label it does not have` })),
  ]
}
