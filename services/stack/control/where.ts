import type { ReportedRoutes } from '../../../slo/report/routes.ts'
import type { faultText } from '../contract/fault-text.ts'
import { faultNow, type KnownFaults } from '../contract/known-faults.ts'
import type { Figures } from './watch.ts'

/** Where the fault is, and what is known of it besides. */
export interface Where extends Omit<Parameters<typeof faultText>[0], 'faultDomain'> {
  readonly faultDomain: string | undefined
  /** Which routes fail and which are good, where no hop is named. */
  readonly routes?: ReportedRoutes | undefined
  /** The fault that was over a moment ago. */
  readonly past?: { readonly faultDomain: string; readonly until: string } | undefined
}

/** Where the fault is now, by the later of the figures and what the prober answered. */
export function whereNow(figures: Figures, known: KnownFaults): Where {
  const { faultDomain, probedAt, faultInstances: instances, isSlow, routes } = figures
  const { failing, ...now } = faultNow({ faultDomain, sampleAt: probedAt }, known)
  return now.past === undefined ? { ...now, instances, failing: instances && failing, isSlow, routes } : now
}
