import { sendJson } from '../../adapters/http.ts'
import { type Duration, milliseconds, parseDuration, seconds } from '../../lib/duration.ts'
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
  readonly healed: (name: string) => void
}

/** Longer than any drill takes to page. */
const LONGEST_DRILL: Duration = parseDuration('20m') ?? milliseconds(0)
const FAULT_TIMEOUT = seconds(2)

/** A switch with nothing broken. */
export function createDrillSwitch(deps: DrillSwitchDeps): DrillSwitch {
  let current: { readonly name: string; readonly breaks: Break; readonly timer: NodeJS.Timeout } | undefined
  const end = async (): Promise<void> => {
    if (current === undefined) return
    const { breaks, timer } = current
    current = undefined
    clearTimeout(timer)
    if (breaks.kind === 'stop-part') deps.supervisor.release(breaks.part)
    else await setFaults(deps.appUrls, { mode: 'none' })
  }
  return {
    current: () => current?.name,
    end,
    async start(name) {
      if (!isDrillName(name)) return `There is no drill "${name}"; there are ${Object.keys(DRILLS).join(', ')}`
      if (current !== undefined) return `The drill "${current.name}" is under way`
      const { breaks } = DRILLS[name]
      const timer = setTimeout(() => {
        deps.healed(name)
        // A fault that cannot be taken back is seen on the status page, and a restart of the app heals it.
        end().catch(() => undefined)
      }, LONGEST_DRILL)
      current = { name, breaks, timer }
      if (breaks.kind === 'stop-part') await deps.supervisor.hold(breaks.part)
      else await setFaults(deps.appUrls, breaks.fault)
      return undefined
    },
  }
}

async function setFaults(appUrls: readonly string[], fault: object): Promise<void> {
  const options = { timeout: FAULT_TIMEOUT, signal: new AbortController().signal }
  for (const url of appUrls) {
    const answer = await sendJson('POST', new URL('/faults', url), fault, options)
    if (answer.kind === 'unanswered') throw new Error(`Cannot set the fault of ${url}: ${answer.problem}`)
    if (answer.status !== 200) throw new Error(`Cannot set the fault of ${url}: it answered ${answer.status}`)
  }
}
