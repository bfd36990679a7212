import { MEASURED } from '../catalogue/catalogue.ts'
import type { LintWorld } from './rule.ts'

/**
 * The world of foreign dashboards: the types of well-known series, but not their labels, to which each cluster adds
 * some.
 */
export const FOREIGN_WORLD: Omit<LintWorld, 'boards'> = {
  series: MEASURED,
  labelsOf: () => undefined,
  alerts: [],
  pages: new Set(),
  slowestProbeSeconds: 0,
}
