import { createPrometheus, type InstantAnswer } from '../../adapters/prometheus/client.ts'
import { seconds } from '../../lib/duration.ts'
import { webAddress, withoutPassword } from '../../lib/web-address.ts'
import { DEFAULT_PORTS } from '../../services/stack/plan/ports.ts'

/** Where the Prometheus of `npm start` listens. */
export const LOCAL_PROMETHEUS = `http://127.0.0.1:${DEFAULT_PORTS.prometheus}`

/** `--prometheus`: which Prometheus a command asks. */
export const PROMETHEUS_OPTION = {
  type: 'string',
  value: 'URL',
  parse: webAddress,
  need: `an address such as ${LOCAL_PROMETHEUS}`,
} as const

/** Asks Prometheus once, for at most ten seconds; never rejects. What goes wrong names the address, and the way to another. */
export async function askPrometheus(
  url: string,
  promql: string,
  where = `the Prometheus at ${withoutPassword(url)}`,
): Promise<InstantAnswer> {
  const answer = await createPrometheus(url, { timeout: seconds(10) }).instant(promql)
  if (answer.kind === 'answered') return answer
  const otherwise = url === LOCAL_PROMETHEUS ? ' (`npm start` runs one there; --prometheus names another)' : ''
  return {
    kind: 'unanswered',
    problem: `Cannot query ${where}: ${answer.problem}${otherwise}`,
  }
}
