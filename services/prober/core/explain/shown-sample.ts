import type { Secret } from '../../definition/model.ts'
import { redact, redactedStart } from '../../definition/redact.ts'
import { cookieSecrets } from '../judge/journey.ts'
import type { Sample } from '../judge/sample.ts'

/** Shorter values that a server gave are words like others, and no credentials. */
const SHORTEST_GIVEN = 4

/** How much of a body is shown, in characters. */
const LONGEST_BODY = 65_536

/** The secrets of the file, and what the server gave in this sample. */
export function secretsOf({ observation }: Sample, secrets: readonly Secret[]): readonly Secret[] {
  const given = [...observation.given, ...cookieSecrets(observation.response?.setCookie ?? [])]
  return [...secrets, ...given.filter(({ value }) => value.length >= SHORTEST_GIVEN)]
}

/** A sample as it may be shown: without secrets, values that were extracted, and cookies. */
export function shownSample(sample: Sample, secrets: readonly Secret[]): Sample {
  const all = secretsOf(sample, secrets)
  const { observation } = sample
  const { response } = observation
  const body = response && redactedStart(response.body, LONGEST_BODY, all)
  const shown = { ...observation, given: [], response: response && { ...response, body: body ?? '' } }
  return redact({ ...sample, observation: shown }, all)
}
