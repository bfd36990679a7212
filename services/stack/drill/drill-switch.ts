import { sendJson } from '../../../adapters/http.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { type Duration, seconds } from '../../../lib/duration.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { type Break, DRILLS, isDrillName } from './drills.ts'
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

export interface DrillSwitchDeps {
  readonly supervisor: Pick<Supervisor, 'hold' | 'release'>
  /** The internal addresses of the app's instances. */
  readonly appUrls: readonly string[]
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

const FAULT_TIMEOUT = seconds(2)

interface Running {
  readonly name: string
  readonly breaks: Break
  readonly began: Date
  lease: NodeJS.Timeout
}

/** A switch with nothing broken. */
export function createDrillSwitch(deps: DrillSwitchDeps): DrillSwitch {
  let current: Running | undefined
  const end = async (): Promise<void> => {
    if (current === undefined) return
    const { name, breaks, lease } = current
    current = undefined
    clearTimeout(lease)
    // What is owed is owed whether or not the healing fails, and an outage lasts until it has not.
    await heal(breaks, deps).finally(() => deps.refunds.end(deps.now()))
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
      const { breaks } = DRILLS[name]
      current = { name, breaks, began: deps.now(), lease: leaseOf(name) }
      deps.refunds.begin(current.began)
      deps.report.began(name)
      try {
        if (breaks.kind === 'stop-part') await deps.supervisor.hold(breaks.part)
        else await setFaults(deps.appUrls, breaks.fault)
      } catch (error) {
        // One instance may be broken already, and the caller will not ask for its end; the first error is the one to report.
        await end().catch(() => undefined)
        throw error
      }
      return undefined
    },
  }
}

async function heal(breaks: Break, { supervisor, appUrls }: DrillSwitchDeps): Promise<void> {
  if (breaks.kind === 'stop-part') supervisor.release(breaks.part)
  else await setFaults(appUrls, { mode: 'none' })
}

/** Sets the fault of every instance; rejects at the end with those where it could not be set. */
async function setFaults(appUrls: readonly string[], fault: object): Promise<void> {
  const options = { timeout: FAULT_TIMEOUT }
  const answers = await Promise.all(
    appUrls.map(async url => {
      const answer = await sendJson('POST', new URL('/faults', url), fault, options)
      if (answer.kind === 'unanswered') return [`Cannot set the fault of ${url}: ${answer.problem}`]
      return answer.status === 200 ? [] : [`Cannot set the fault of ${url}: it answered ${answer.status}`]
    }),
  )
  const problems = answers.flat()
  if (problems.length > 0) throw new Error(problems.join('; '))
}
