import { type Duration, humanDuration, milliseconds } from '../../../lib/duration.ts'
import type { Broken, DrillDeps } from './drill-deps.ts'

/** What became of the ticket that a drill promises; nothing where it promises none. */
export interface SeenTicket {
  readonly ticketAfter?: Duration
  readonly isTicketRight: boolean
}

/** Follows the ticket of a drill, and reports it when it is there. */
export function ticketWatch({ drill: { ticket }, started, report }: Broken, { client, now }: DrillDeps) {
  let after: Duration | undefined
  if (ticket !== undefined) {
    const within = humanDuration(ticket.within)
    report(`a ticket of ${ticket.alert} is due within ${within}, by its rule and the alerting delays`)
  }
  const elapsed = () => milliseconds(now() - started)
  return {
    async look(): Promise<void> {
      if (ticket === undefined || after !== undefined || (await client.hasFired?.(ticket)) !== true) return
      after = elapsed()
      report(`the ticket is there: ${ticket.alert}`)
    },
    /** Whether there is nothing more to wait for. */
    isOver: () => ticket === undefined || after !== undefined || elapsed() >= ticket.within,
    result(): SeenTicket {
      if (ticket === undefined) return { isTicketRight: true }
      if (after === undefined) return { isTicketRight: false }
      return { ticketAfter: after, isTicketRight: after <= ticket.within }
    },
  }
}
