import { type Duration, formatDuration, parseDuration } from '../../../../lib/duration.ts'
import { field } from '../../../../lib/json/parse.ts'
import { LONGEST_MAINTENANCE } from '../../contract/bounds.ts'

/** What a person requests when they start a maintenance. */
export interface MaintenanceRequest {
  readonly duration: Duration
  readonly probes: readonly string[]
  readonly reason: string
}

/** The request that a document makes; or what is wrong with it, in one sentence. */
export function readMaintenanceRequest(body: unknown, known: readonly string[]): MaintenanceRequest | string {
  if (typeof body !== 'object' || body === null)
    return 'Send a JSON document such as {"duration":"30m","reason":"upgrade"}'
  const text = field(body, 'duration')
  if (text === undefined) return 'The duration is missing: send it as in "duration": "30m"'
  const duration = typeof text === 'string' ? parseDuration(text) : undefined
  if (duration === undefined || duration <= 0 || duration > LONGEST_MAINTENANCE) {
    return `Cannot use the duration ${JSON.stringify(text)}: it must be up to ${formatDuration(LONGEST_MAINTENANCE)}, such as "30m"`
  }
  const reason = field(body, 'reason')
  if (typeof reason !== 'string' || reason.trim() === '')
    return 'The reason is missing: send it, for it is written to the log'
  const probes = field(body, 'probes') ?? []
  if (!Array.isArray(probes)) return 'Cannot use these probes: send a list of names'
  const unknown = probes.find(name => !known.includes(name))
  if (unknown !== undefined) return `There is no probe "${unknown}"; there are ${known.join(', ')}`
  return { duration, probes, reason: reason.trim() }
}
