import { COUNTED_AGAIN } from '../../catalogue/label-values.ts'
import { eachTarget, type Rule } from '../rule.ts'

export const countedOnce: Rule = {
  code: 'counted-once',
  summary: 'A metric of which some series count again what others count is matched on the label that tells them apart.',
  why: 'The memory of a pod beside that of its containers is twice what it uses.',
  scope: 'ours',
  check: board =>
    eachTarget(board, 'Add the matcher, as the other queries of this metric have it.', ({ query }) =>
      query.selectors.flatMap(({ name = '', matchers }) => {
        const known = COUNTED_AGAIN.get(name)
        if (known === undefined || matchers.some(({ label }) => label === known.label)) return []
        return [`“${name}” is not matched on “${known.label}”: ${known.why}`]
      }),
    ),
}
