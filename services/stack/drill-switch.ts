import { sendJson } from '../../adapters/http.ts'
import { describeError } from '../../adapters/log.ts'
import { type Duration, seconds } from '../../lib/duration.ts'
import { type Break, DRILLS, isDrillName } from './core/drills.ts'
import type { Supervisor } from './supervisor.ts'

/** Breaks one thing at a time, and heals it by itself should whoever asked for it never come back. */
export interface DrillSwitch {
  current(): string | undefined
  /** What is wrong with the wish, or undefined when it is broken now. */
  start(name: string): Promise<string | undefined>
  end(): Promise<void>
}

export interface DrillSwitchDeps {
  readonly supervisor: Pick<Supervisor, 'hold' | 'release'>
  /** The internal addresses of the app's instances. */
  readonly appUrls: readonly string[]
  /** Told when a drill that nobody ended was healed, with the problem when it could not be. */
  readonly healed: (name: string, problem: string | undefined) => void
  /** How long something stays broken when nobody ends it; longer than any drill takes to page. */
  readonly lease: Duration
}

const FAULT_TIMEOUT = seconds(2)

/** A switch with nothing broken. */
export function createDrillSwitch(deps: DrillSwitchDeps): DrillSwitch {
  let current: { readonly name: string; readonly breaks: Break; readonly timer: NodeJS.Timeout } | undefined
  const heal = async (breaks: Break): Promise<void> => {
    if (breaks.kind === 'stop-part') deps.supervisor.release(breaks.part)
    else await setFaults(deps.appUrls, { mode: 'none' })
  }
  const end = async (): Promise<void> => {
    if (current === undefined) return
    const { breaks, timer } = current
    current = undefined
    clearTimeout(timer)
    await heal(breaks)
  }
  return {
    current: () => current?.name,
    end,
    async start(name) {
      if (!isDrillName(name)) return `There is no drill "${name}"; there are ${Object.keys(DRILLS).join(', ')}`
      if (current !== undefined) return `The drill "${current.name}" is under way`
      const { breaks } = DRILLS[name]
      const timer = setTimeout(() => {
        end().then(
          () => deps.healed(name, undefined),
          error => deps.healed(name, describeError(error)),
        )
      }, deps.lease)
      // A drill under way must not keep a stack that is stopped from ending.
      timer.unref()
      current = { name, breaks, timer }
      try {
        if (breaks.kind === 'stop-part') await deps.supervisor.hold(breaks.part)
        else await setFaults(deps.appUrls, breaks.fault)
      } catch (error) {
        // One instance may be broken already, and whoever asked will not ask for its end; the first error is the one to tell.
        await end().catch(() => undefined)
        throw error
      }
      return undefined
    },
  }
}

/** Sets the fault of every instance; tells at the end of those where it could not be set. */
async function setFaults(appUrls: readonly string[], fault: object): Promise<void> {
  const options = { timeout: FAULT_TIMEOUT, signal: new AbortController().signal }
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
