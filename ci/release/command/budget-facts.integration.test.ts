import { expect, test } from 'vitest'
import { inScratchFolder } from '../../../adapters/files/folders.ts'
import { startPrivatePrometheus } from '../../../adapters/prometheus/private-server.ts'
import { loadOpenMetrics } from '../../../adapters/prometheus/promtool.ts'
import { LABELS, SERIES } from '../../../slo/core/names.ts'
import { costSentence } from '../core/deploy/budget-cost.ts'
import { readBudget, readCost } from './budget-facts.ts'

const { signal } = new AbortController()

/** Series of one SLO: their last samples, half a minute apart, the newest a few seconds old. */
function openMetrics(series: Readonly<Record<string, readonly number[]>>): string {
  const now = Math.floor(Date.now() / 1000) - 3
  const lines = Object.entries(series).flatMap(([name, values]) => [
    `# TYPE ${name} gauge`,
    ...values.map((value, index) => {
      const at = now - 30 * (values.length - 1 - index)
      return `${name}{${LABELS.id}="web-edge-availability"} ${value} ${at}`
    }),
  ])
  return `${lines.join('\n')}\n# EOF\n`
}

test('what a deploy cost is its part of bad events as time, by what a real Prometheus has', { timeout: 60_000 }, () =>
  inScratchFolder('cost', async folder => {
    const text = openMetrics({
      // Ten bad of forty in the last two minutes, and one before that is not the deploy's.
      [SERIES.errorCount]: [9, 0, 5, 5, 0],
      [SERIES.totalCount]: [10, 10, 10, 10, 10],
      [SERIES.errorBudget]: [0.001],
      [SERIES.periodDays]: [30],
      [SERIES.budgetRemaining]: [0.62],
    })
    await loadOpenMetrics(folder, text, '2h')
    const { url, stop } = await startPrivatePrometheus(folder)
    try {
      const cost = await readCost(url, 105, signal)
      expect(cost).toEqual({
        slos: [{ id: 'web-edge-availability', badSeconds: 26.25, budgetSeconds: 2592, left: 0.62 }],
      })
      expect(costSentence(cost)).toBe(
        'This deploy cost 26 s of the budget of web-edge-availability, 1 % of its 43 min 12 s. 62 % of it is left.',
      )
      expect(await readBudget(url, signal)).toMatchObject({ left: 0.62, unknown: undefined })
    } finally {
      await stop()
    }
    expect(await readCost(url, 105, signal)).toEqual({ unknown: expect.stringMatching(/^Prometheus does not answer/) })
  }),
)

test('without an address the cost is not known', async () => {
  expect(await readCost(undefined, 60, signal)).toEqual({ unknown: 'PROMETHEUS_URL names none' })
})
