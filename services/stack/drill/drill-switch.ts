import { describeError } from '../../../lib/describe-error.ts'
import type { Duration } from '../../../lib/duration.ts'
import { type BreakDeps, type Broken, startBreak } from './breaks.ts'
import { DRILLS, isDrillName } from './drills.ts'
import type { Refunds } from './refunds.ts'

/** Breaks one thing at a time, and heals it when its lease runs out. */
export interface DrillSwitch {
  current(): string | undefined
  /** When it began. */
  began(): Date | undefined
  /** What is wrong with the wish, or undefined when it is broken now. */
  start(name: string): Promise<string | undefined>
  /** Renews the lease of the drill. */
  renew(): void
  end(): Promise<void>
}

export interface DrillSwitchDeps extends BreakDeps {
  /** How long something stays broken without a renewal. */
  readonly lease: Duration
  readonly now: () => Date
  /** Owe the budget the time of the drill. */
  readonly refunds: Pick<Refunds, 'begin' | 'end'>
  readonly report: DrillEvents
}

/** The events of a drill. */
export interface DrillEvents {
  readonly began: (name: string) => void
  readonly ended: (name: string) => void
  /** Its lease ran out, so it was healed, or could not be. */
  readonly abandoned: (name: string, problem: string | undefined) => void
  readonly problem: (text: string) => void
}

interface Running {
  readonly name: string
  readonly broken: Broken
  readonly began: Date
  lease: NodeJS.Timeout
}

/** A switch with nothing broken. */
export function createDrillSwitch(deps: DrillSwitchDeps): DrillSwitch {
  let current: Running | undefined
  const end = async (): Promise<void> => {
    if (current === undefined) return
    const { name, broken, lease } = current
    current = undefined
    clearTimeout(lease)
    // What is owed is owed whether or not the healing fails, and an outage lasts until it has not.
    // What is still being broken would be broken after its healing.
    await broken.done.catch(() => undefined)
    await broken.heal().finally(() => deps.refunds.end(deps.now()))
    deps.report.ended(name)
  }
  const leaseOf = (name: string): NodeJS.Timeout => {
    const abandon = () =>
      void end().then(
        () => deps.report.abandoned(name, undefined),
        error => deps.report.abandoned(name, describeError(error)),
      )
    return setTimeout(abandon, deps.lease).unref()
  }
  return {
    current: () => current?.name,
    began: () => current?.began,
    end,
    renew() {
      if (current === undefined) return
      clearTimeout(current.lease)
      current.lease = leaseOf(current.name)
    },
    async start(name) {
      if (!isDrillName(name)) return `There is no drill "${name}"; there are ${Object.keys(DRILLS).join(', ')}`
      if (current !== undefined) return `The drill "${current.name}" is under way`
      const began = deps.now()
      const broken = startBreak(DRILLS[name].breaks, deps)
      current = { name, broken, began, lease: leaseOf(name) }
      deps.refunds.begin(began)
      deps.report.began(name)
      try {
        await broken.done
      } catch (error) {
        // One instance may be broken already, and the caller will not ask for its end; the first error is the one to report.
        await end().catch(() => undefined)
        throw error
      }
      return undefined
    },
  }
}
