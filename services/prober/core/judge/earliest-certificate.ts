import type { Certificate } from './observation.ts'

/** The certificate of the last of two connections, with what is worse of either: which ends first, and the older TLS. */
export function earliestCertificate(
  before: Certificate | undefined,
  after: Certificate | undefined,
): Certificate | undefined {
  if (before === undefined || after === undefined) return after ?? before
  const first = before.chainNotAfter < after.chainNotAfter ? before : after
  return {
    ...after,
    notAfter: Math.min(before.notAfter, after.notAfter),
    chainNotAfter: first.chainNotAfter,
    firstToEnd: first.firstToEnd,
    // The names of versions are in the order of their age: TLSv1.2, TLSv1.3.
    protocol: before.protocol < after.protocol ? before.protocol : after.protocol,
  }
}
