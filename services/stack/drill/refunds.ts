import type { KeptFile } from '../../../adapters/files/kept-file.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { type Duration, milliseconds, seconds } from '../../../lib/duration.ts'
import { field } from '../../../lib/json/parse.ts'
import { BASE_WINDOW } from '../../../slo/core/windows.ts'

/** A drill whose time is owed to the error budget. */
export interface OwedRefund {
  /** ISO 8601, UTC. */
  readonly from: string
  /** Undefined while the drill is on. */
  readonly until?: string
}

/** Gives the time of drills back to the budget, also that of drills in whose middle the stack ended. */
export interface Refunds {
  begin(from: Date): void
  /** The drill is over. */
  end(until: Date): void
  /** When the drill began whose time was given back last, ISO 8601. */
  refundedFor(): string | undefined
}

export interface RefundsDeps {
  /** What is owed, kept over restarts. */
  readonly kept: KeptFile<readonly OwedRefund[]>
  readonly now: () => Date
  /** Takes the events between two moments out of the budget. */
  readonly refund: (from: Date, to: Date) => Promise<void>
  readonly report: (text: string) => void
}

/** The last failure of a drill is counted so long after it: a probe's timeout and confirmation, a scrape, an evaluation. */
export const COUNTED_WITHIN: Duration = seconds(60)
/** The shortest window holds what was counted in that time for as long; a longer one must not lose it before. */
const GIVE_BACK_AFTER: Duration = milliseconds(COUNTED_WITHIN + BASE_WINDOW + seconds(5))
/** A Prometheus that does not answer is asked again. */
const RETRY_AFTER = seconds(15)

/** Takes up what an earlier stack still owed. */
export function createRefunds({ kept, now, refund, report }: RefundsDeps): Refunds {
  let refundedFor: string | undefined
  const owed = () => kept.current() ?? []
  const replace = (old: OwedRefund, ...next: readonly OwedRefund[]): void => {
    void kept.keep(owed().flatMap(entry => (entry.from === old.from ? next : [entry])))
  }
  const give = async (debt: OwedRefund, until: Date): Promise<void> => {
    // What fails later is real, or of the next drill.
    await refund(new Date(debt.from), new Date(until.getTime() + COUNTED_WITHIN))
    refundedFor = debt.from
    replace(debt)
  }
  const giveLater = (debt: OwedRefund, until: Date, wait: number, isRetry: boolean): void => {
    const failed = (error: unknown): void => {
      if (!isRetry) report(`the drill's time is not given back to the budget yet: ${describeError(error)}`)
      giveLater(debt, until, RETRY_AFTER, true)
    }
    // Waiting for it would keep the stack from ending; the next start takes up what is owed.
    setTimeout(() => void give(debt, until).catch(failed), Math.max(0, wait)).unref()
  }
  for (const debt of owed()) {
    // While no stack ran, nothing was recorded, so the end of a drill that was cut short may be as late as this start.
    const until = debt.until === undefined ? now() : new Date(debt.until)
    if (debt.until === undefined) replace(debt, { ...debt, until: until.toISOString() })
    report(`the stack ended before the drill of ${debt.from} was given back to the budget; it is given back now`)
    giveLater(debt, until, until.getTime() + GIVE_BACK_AFTER - now().getTime(), false)
  }
  return {
    refundedFor: () => refundedFor,
    begin(from) {
      void kept.keep([...owed(), { from: from.toISOString() }])
    },
    end(until) {
      const open = owed().find(entry => entry.until === undefined)
      if (open === undefined) return
      replace(open, { ...open, until: until.toISOString() })
      giveLater(open, until, GIVE_BACK_AFTER, false)
    },
  }
}

/** What is owed in what a file kept; undefined when it is no such list. */
export function parseOwedRefunds(document: unknown): readonly OwedRefund[] | undefined {
  const isMoment = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value))
  const isOwed = (entry: unknown) =>
    isMoment(field(entry, 'from')) && (field(entry, 'until') === undefined || isMoment(field(entry, 'until')))
  return Array.isArray(document) && document.every(isOwed) ? document : undefined
}
