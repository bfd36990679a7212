import { momentText } from '../../../lib/text/moment-text.ts'
import type { Notice } from '../contract/notice.ts'
import type { KnownMaintenance } from './facts.ts'

/** A drill that is on. */
export interface KnownDrill {
  readonly name: string
  readonly began: Date
}

/** What was arranged, and so is neither an outage nor a well service: a drill, and maintenances. */
export function arrangedNotices(
  drill: KnownDrill | undefined,
  maintenance: readonly KnownMaintenance[],
  now: Date,
): readonly Notice[] {
  const onDrill: readonly Notice[] =
    drill === undefined
      ? []
      : [
          {
            kind: 'drill',
            since: drill.began.toISOString(),
            text: `drill "${drill.name}" since ${momentText(drill.began, now)}: something is broken on purpose`,
          },
        ]
  const inMaintenance = maintenance
    .filter(({ until }) => Date.parse(until) > now.getTime())
    .map(({ from, until, probes, reason }): Notice => {
      const which = probes.length === 0 ? 'every probe' : probes.join(', ')
      const end = momentText(new Date(until), now)
      return {
        kind: 'maintenance',
        since: from,
        text: `maintenance of ${which} until ${end} (${reason}): no budget is spent`,
      }
    })
  return [...onDrill, ...inMaintenance]
}
