import { createPrometheus, type InstantAnswer } from '../../adapters/prometheus/client.ts'
import { seconds } from '../../lib/duration.ts'
import { DEFAULT_PORTS } from '../../services/stack/plan/ports.ts'
import { UsageError } from '../command/command.ts'

/** Where the Prometheus of `npm start` listens. */
export const LOCAL_PROMETHEUS = `http://127.0.0.1:${DEFAULT_PORTS.prometheus}`

/** The address that `--prometheus` gives. Throws a UsageError when it is none that can be asked. */
export function prometheusUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text
  throw new UsageError(`--prometheus needs an address such as ${LOCAL_PROMETHEUS}, not "${text}"`)
}

/** Asks Prometheus once, for at most ten seconds; never rejects. What goes wrong names the address, and the way to another. */
export async function askPrometheus(url: string, promql: string): Promise<InstantAnswer> {
  const answer = await createPrometheus(url, { timeout: seconds(10) }).instant(promql)
  if (answer.kind === 'answered') return answer
  const otherwise = url === LOCAL_PROMETHEUS ? ' (`npm start` runs one there; --prometheus names another)' : ''
  return { kind: 'unanswered', problem: `Cannot ask the Prometheus at ${url}: ${answer.problem}${otherwise}` }
}
