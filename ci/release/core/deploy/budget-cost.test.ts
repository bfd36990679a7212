import { expect, test } from 'vitest'
import { costSentence, type SloCost } from './budget-cost.ts'

const EDGE: SloCost = { id: 'web-edge-availability', badSeconds: 21, budgetSeconds: 2592, left: 0.62 }

test.each([
  [
    { slos: [EDGE] },
    'This deploy cost 21 s of the budget of web-edge-availability, 0.81 % of its 43 min 12 s. 62 % of it is left.',
  ],
  [
    {
      slos: [
        { ...EDGE, id: 'web-slow', badSeconds: 30, budgetSeconds: 25_920 },
        { ...EDGE, left: undefined },
      ],
    },
    'This deploy cost 21 s of the budget of web-edge-availability, 0.81 % of its 43 min 12 s; web-slow lost a smaller part.',
  ],
  [{ slos: [{ ...EDGE, badSeconds: 0 }] }, 'This deploy cost nothing of any error budget.'],
  [{ slos: [] }, 'What this deploy cost of the error budget is not known: no SLO has data.'],
  [
    { unknown: 'PROMETHEUS_URL names none' },
    'What this deploy cost of the error budget is not known: PROMETHEUS_URL names none.',
  ],
])('%j', (answer, sentence) => {
  expect(costSentence(answer)).toBe(sentence)
})
