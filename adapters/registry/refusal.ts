import { type ProblemFacts, type RegistryProblem, registryProblem } from '../../k8s/images/registry-problem.ts'
import { type Duration, humanDuration, milliseconds, seconds } from '../../lib/duration.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { at, textAt } from '../../lib/json/path.ts'
import { oneLine } from '../../lib/text/one-line.ts'
import type { RegistryAnswer } from './exchange.ts'

/** Why an answer holds nothing of use; undefined where it does. */
export function refusalOf(answer: RegistryAnswer, asked: ProblemFacts): RegistryProblem | undefined {
  // What is wrong behind a redirect is said of the host that it is wrong with.
  const facts = answer.isOwn ? asked : { ...asked, host: answer.url.host }
  const { status } = answer
  if (status === 200) return isDocument(answer) ? strange(answer, facts) : undefined
  if (status === 429) return registryProblem('registry-busy', { ...facts, detail: waitText(answer) })
  if (status >= 500)
    return registryProblem('registry-broken', { ...facts, detail: `it answers ${status}${saying(answer)}` })
  if (status === 404 && !isDocument(answer)) return registryProblem('image-not-found', facts)
  return strange(answer, facts)
}

/** How long a registry asks to be left alone; undefined where it does not ask for that. */
export function waitOf({ status, headers }: RegistryAnswer): Duration | undefined {
  const after = headers['retry-after']
  if (![429, 503].includes(status) || after === undefined) return undefined
  if (/^\d{1,9}$/.test(after)) return seconds(Number(after))
  // By the clock of the registry, where it shows it: this machine's may be wrong.
  const [at = Number.NaN, now = Number.NaN] = [after, headers.date ?? ''].map(text => Date.parse(text))
  return Number.isNaN(at - now) ? undefined : milliseconds(Math.max(0, at - now))
}

function waitText(answer: RegistryAnswer): string {
  const wait = waitOf(answer)
  return wait === undefined ? 'it does not say for how long' : `it asks to come back in ${humanDuration(wait)}`
}

/** A document for people, as a proxy or a login form answers. */
function isDocument({ headers, bytes }: RegistryAnswer): boolean {
  return (
    /^text\/html\b/.test(headers['content-type'] ?? '') ||
    /^\s*<(!doctype|html)\b/i.test(bytes.toString('utf8', 0, 100))
  )
}

function strange(answer: RegistryAnswer, facts: ProblemFacts): RegistryProblem {
  const title = /<title>\s*([^<]{1,80}?)\s*<\/title>/i.exec(answer.bytes.toString('utf8'))?.[1]
  const document = title === undefined ? 'a document of HTML' : `the document “${oneLine(title)}”`
  const detail = isDocument(answer) ? `${answer.status} with ${document}` : `${answer.status}${saying(answer)}`
  return registryProblem('not-a-registry', { ...facts, detail })
}

/** What a registry says of its refusal (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes). */
function saying({ bytes }: RegistryAnswer): string {
  const error = at(parseJson(bytes.toString('utf8')), 'errors', 0)
  const text = textAt(error, 'message') || textAt(error, 'code')
  return text === '' ? '' : `, “${oneLine(text).slice(0, 120)}”`
}
