import { sendJson } from '../../../adapters/http.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { type Duration, milliseconds, seconds } from '../../../lib/duration.ts'
import { BASE_WINDOW } from '../../../slo/core/windows.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { type Break, DRILLS, isDrillName } from './drills.ts'

/** Breaks one thing at a time, heals it when its lease runs out, and refunds the budget. */
export interface DrillSwitch {
  current(): string | undefined
  /** When the drill began whose budget was refunded last, ISO 8601. */
  refundedFor(): string | undefined
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
  /** Takes the events between two moments out of the budget. */
  readonly refund: (from: Date, to: Date) => Promise<void>
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
/** The rates that long windows are summed from look back over the base window, so the outage is in them for as long after it. */
const GIVE_BACK_AFTER: Duration = milliseconds(BASE_WINDOW + seconds(5))

interface Running {
  readonly name: string
  readonly breaks: Break
  readonly began: Date
  lease: NodeJS.Timeout
}

/** A switch with nothing broken. */
export function createDrillSwitch(deps: DrillSwitchDeps): DrillSwitch {
  let current: Running | undefined
  let refundedFor: string | undefined
  const giveBackLater = (from: Date): void => {
    const give = async (): Promise<void> => {
      await deps.refund(from, deps.now())
      refundedFor = from.toISOString()
    }
    const failed = (error: unknown) =>
      deps.report.problem(`the drill's budget is not refunded: ${describeError(error)}`)
    // A stack that is stopped before keeps the drill in its budget; waiting for it would keep the stack from ending.
    setTimeout(() => void give().catch(failed), GIVE_BACK_AFTER).unref()
  }
  const end = async (): Promise<void> => {
    if (current === undefined) return
    const { name, breaks, began, lease } = current
    current = undefined
    clearTimeout(lease)
    giveBackLater(began)
    await heal(breaks, deps)
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
    refundedFor: () => refundedFor,
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
