import { textAt } from '../../../lib/json/path.ts'
import { eachTarget, type Rule } from '../rule.ts'

const PER_SECOND = new Set(['reqps', 'ops', 'Bps', 'binBps', 'cps', 'rps', 'wps'])

export const unitOfQuery: Rule = {
  code: 'unit-of-query',
  summary: 'What is shown per second is a rate, and what is shown as a ratio is a quotient.',
  why: 'The growth over an interval that is called “per second” is wrong by as many times as the interval has seconds.',
  scope: 'any',
  isAboutDrawing: true,
  check: board =>
    eachTarget(board, 'Take rate() for what is per second.', ({ query }, panel) => {
      const unit = textAt(panel.json, 'fieldConfig', 'defaults', 'unit')
      const names = query.calls.map(({ name }) => name)
      return PER_SECOND.has(unit) && names.includes('increase') && !names.includes('rate') && !query.text.includes('/')
        ? [`increase() in the unit “${unit}”, which is per second`]
        : []
    }),
}
