import { BUDGET_LINES } from '../../panels/standard-thresholds.ts'
import { UNITS } from '../../panels/units.ts'

/** How a chart draws what is left of a budget: a whole one is the top, and below zero it is overspent. */
export const BUDGET_SCALE = {
  unit: UNITS.ratio,
  decimals: 1,
  thresholds: BUDGET_LINES,
  isSigned: true,
  softMin: 0,
  max: 1,
} as const
