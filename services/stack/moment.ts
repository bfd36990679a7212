import type { Slo } from '../../slo/core/model.ts'
import { isUnheard } from './contract/known-faults.ts'
import type { FaultWatch } from './control/fault-watch.ts'
import { faultsNow } from './control/faults-now.ts'
import { goodSince } from './control/good-since.ts'
import { withOwnFaults } from './control/own-faults.ts'
import type { PageStore } from './control/page-store.ts'
import type { StackMoment } from './control/stack-moment.ts'
import type { Figures } from './control/watch.ts'
import type { DrillSwitch } from './drill/drill-switch.ts'
import type { Refunds } from './drill/refunds.ts'
import type { Supervisor } from './supervise/supervisor.ts'
import type { Reporter } from './view/reporter.ts'
import type { Oversight } from './watchers/oversight.ts'

/** What runs, of which each moment is shown. */
export interface Shown {
  readonly supervisor: Supervisor
  readonly drills: DrillSwitch
  readonly refunds: Refunds
  readonly store: PageStore
  readonly reporter: Reporter
  readonly figures: () => Figures
  readonly faults: FaultWatch
  readonly oversight: Oversight
  readonly over: AbortSignal
}

/** What stands now in the parts, the pager and the watchers: everything that is shown of one moment. */
export function momentOf(
  { supervisor, drills, store, figures, faults, oversight }: Shown,
  slos: readonly Slo[],
  now: Date,
): StackMoment {
  const shown = figures()
  const known = faultsNow(faults.current(), faults.answeredAt())
  const named = { faultDomain: shown.faultDomain, sampleAt: shown.probedAt }
  return {
    parts: supervisor.statuses(),
    figures: shown,
    pages: store.pages().map((page, _, all) => withOwnFaults(page, faults.current(), slos, all)),
    notices: oversight.notices(),
    goodSince: isUnheard(named, known) ? {} : goodSince(slos, faults.current(), shown.slos, now),
    faults: known,
    proberWord: oversight.proberWord(),
    drill: drills.current(),
  }
}
