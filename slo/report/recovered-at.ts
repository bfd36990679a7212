import { hours, minutes } from '../../lib/duration.ts'

/** What is known of the end of an SLO's errors; moments in milliseconds since 1970, undefined where they are not known. */
interface ErrorsEnd {
  readonly lastError: number | undefined
  /** When its last fault was over. */
  readonly faultEnd: number | undefined
  readonly now: number
}

/** An error is counted so long after it came: a scrape, and an evaluation; the fault that it begins is named in that time. */
const NAMED_WITHIN = minutes(1)

/** What ended earlier is in no window that is shown. */
const REMEMBERED = hours(1)

/** When the errors of an SLO were over; undefined where that is not known, or the last one may be the first of another fault. */
export function recoveredAt({ lastError, faultEnd, now }: ErrorsEnd): number | undefined {
  const since = lastError ?? faultEnd
  if (since === undefined || now - since >= REMEMBERED) return undefined
  const isOfFault = faultEnd !== undefined && since - faultEnd < NAMED_WITHIN
  return isOfFault || now - since >= NAMED_WITHIN ? since : undefined
}
