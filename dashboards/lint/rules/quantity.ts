import { quantityOfSeries } from '../../catalogue/quantities.ts'
import { describeQuantity, isSameQuantity, type Quantity, quantityOf, quantityOfQuery } from '../../promql/quantity.ts'
import { eachTarget, type Rule } from '../rule.ts'
import { settingOf } from '../shown-names.ts'

/** A duration, or the mean of many. */
const DURATION = [quantityOf({ seconds: 1 }), quantityOf({ seconds: 1, events: -1 })]
const RATIO = [quantityOf({})]
const PER_SECOND = [quantityOf({ events: 1, seconds: -1 })]

/** How many times as fast as allowed: a ratio divided by the error budget, which is a factor of its own. */
const TIMES = 'suffix:×'

const COUNT = [quantityOf({ events: 1 }), quantityOf({})]

/** What is shown in each of Grafana's units; a number without a unit counts events, or series. */
const SHOWN = new Map<string, readonly Quantity[]>(
  Object.entries({
    percentunit: RATIO,
    percent: [quantityOf({ factor: 100 })],
    [TIMES]: RATIO,
    'suffix:cores': RATIO,
    s: DURATION,
    dtdurations: DURATION,
    ms: [quantityOf({ seconds: 1, factor: 1000 })],
    bytes: [quantityOf({ bytes: 1 })],
    decbytes: [quantityOf({ bytes: 1 })],
    bits: [quantityOf({ bytes: 1, factor: 8 })],
    decbits: [quantityOf({ bytes: 1, factor: 8 })],
    Bps: [quantityOf({ bytes: 1, seconds: -1 })],
    binBps: [quantityOf({ bytes: 1, seconds: -1 })],
    bps: [quantityOf({ bytes: 1, seconds: -1, factor: 8 })],
    reqps: PER_SECOND,
    ops: PER_SECOND,
    cps: PER_SECOND,
    short: COUNT,
  }),
)

export const quantity: Rule = {
  code: 'quantity',
  summary: 'What a query yields, by the names of its series, is what its unit shows.',
  why: 'Bytes that are shown as bits, or requests a minute as requests a second, are off by a factor that no one sees.',
  scope: 'ours',
  isAboutDrawing: true,
  check: (board, { series }) =>
    eachTarget(board, 'Take the unit of the series, or convert the value.', (target, panel) => {
      const unit = String(settingOf(panel, target, 'unit'))
      const shown = panel.type === 'heatmap' ? COUNT : SHOWN.get(unit)
      const yielded = quantityOfQuery(target.query.text, name => quantityOfSeries(name, series))
      if (shown === undefined || yielded === undefined || target.query.isOpaque) return []
      return shown.some(wanted => isSameQuantity(unit === TIMES ? { ...yielded, factor: 1 } : yielded, wanted))
        ? []
        : [`it yields ${describeQuantity(yielded)}, and is shown in “${unit}”`]
    }),
}
