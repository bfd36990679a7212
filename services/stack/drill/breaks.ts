import { sendJson } from '../../../adapters/http.ts'
import { seconds } from '../../../lib/duration.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import type { Break, CertificateFault } from './drills.ts'
import type { Starve } from './starve.ts'

/** What breaking takes. */
export interface BreakDeps {
  readonly supervisor: Pick<Supervisor, 'hold' | 'release'>
  /** The internal addresses of the app's instances. */
  readonly appUrls: readonly string[]
  /** Serves a faulty certificate at the edge; undefined the right one again. */
  readonly serveCertificate: (fault: CertificateFault | undefined) => Promise<void>
  /** Stops a part in slices until the result is called, or this process ends. */
  readonly starve: Starve
}

/** Something that is being broken. */
export interface Broken {
  readonly done: Promise<void>
  /** Does no harm where only a part of it was broken. */
  readonly heal: () => Promise<void>
}

/** Breaks something on purpose. */
export function startBreak(breaks: Break, { supervisor, appUrls, serveCertificate, starve }: BreakDeps): Broken {
  switch (breaks.kind) {
    case 'stop-part':
      return { done: supervisor.hold(breaks.part), heal: async () => supervisor.release(breaks.part) }
    case 'starve-part': {
      const end = starve(breaks.part)
      return { done: Promise.resolve(), heal: async () => end() }
    }
    case 'certificate':
      return { done: serveCertificate(breaks.fault), heal: () => serveCertificate(undefined) }
    case 'app-fault':
      return { done: setFaults(appUrls, breaks.fault), heal: () => setFaults(appUrls, { mode: 'none' }) }
  }
}

const FAULT_TIMEOUT = seconds(2)

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
