import { type Duration, inSeconds, seconds } from '../duration.ts'
import { numberAt, textAt } from '../json/path.ts'

/** After so long without a renewal the holder of a Lease is over, however it ended. */
export const LEASE_LASTS: Duration = seconds(30)
export const LEASE_RENEWED_EVERY: Duration = seconds(5)

/** A moment as a Lease takes it: with six decimals and nothing else. */
export function leaseTime(moment: Date): string {
  return moment.toISOString().replace(/Z$/, '000Z')
}

/** What a Lease says of its holder, renewed at a moment of the API server's clock, which all holders share. */
export function leaseSpec(holderIdentity: string, now: Date) {
  return { holderIdentity, leaseDurationSeconds: inSeconds(LEASE_LASTS), renewTime: leaseTime(now) }
}

/** Whether a Lease was not renewed in its time. One without a time of its own counts from `begun`, and is over where there is none. */
export function isLeaseExpired(lease: unknown, now: Date, begun = Number.NaN): boolean {
  const own = Date.parse(textAt(lease, 'spec', 'renewTime'))
  const renewed = Number.isNaN(own) ? begun : own
  const lasts = seconds(numberAt(lease, 'spec', 'leaseDurationSeconds') ?? inSeconds(LEASE_LASTS))
  return Number.isNaN(renewed) || now.getTime() - renewed > lasts
}
