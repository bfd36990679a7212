import type { Path } from '../../services/prober/contract/names.ts'
import { NOTHING_SEEN } from '../../services/prober/core/judge/observation.ts'
import type { Sample } from '../../services/prober/core/judge/sample.ts'
import type { PathEnd } from '../definition/model.ts'

/** What a good probe takes, and one whose answer comes too late. */
const QUICK_SECONDS = 0.02
const SLOW_SECONDS = 2

/** A probe of a path, as the prober would hand it over; a good one where no end is given. */
export function pathSample(
  probe: string,
  path: Path,
  role: Sample['role'],
  slotWall: number,
  end: PathEnd | undefined,
): Sample {
  const { ends = 'good', phase = 'wait', answeredBy = end === undefined ? 'app' : undefined } = end ?? {}
  const isSlow = ends === 'slow'
  const isGood = ends === 'good' || isSlow
  const status = end?.status ?? (isGood ? 200 : undefined)
  const durationSeconds = isSlow ? SLOW_SECONDS : QUICK_SECONDS
  const response = { httpVersion: '1.1', headers: {}, setCookie: [], body: '', bodyBytes: 0, redirects: [] } as const
  return {
    ...{ probe, path, role, slotWall, invalid: undefined, startDelaySeconds: 0, traceId: '' },
    outcome: isGood ? { isGood, isDegraded: isSlow } : { isGood, failure: { phase, reason: ends, detail: '' } },
    answeredBy: isGood ? (answeredBy ?? 'app') : answeredBy,
    observation: {
      ...NOTHING_SEEN,
      ...{ durationSeconds, phases: { [phase]: durationSeconds }, address: `${path}:443` },
      response: status === undefined ? undefined : { ...response, status },
    },
  }
}
