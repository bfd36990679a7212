import type { Finding } from '../../lib/lint/finding.ts'

/** What an API server takes in a ConfigMap: its values together, in bytes (MaxSecretSize of Kubernetes' core API). */
const MOST_BYTES = 2 ** 20

/** That a ConfigMap is larger than an API server takes, said at its largest entry. */
export function sizeFindings({
  kind,
  data,
}: {
  readonly kind: string
  readonly data?: unknown
}): readonly (Finding & { readonly code: 'too-large' })[] {
  if (kind !== 'ConfigMap' || typeof data !== 'object' || data === null) return []
  const sizes = Object.entries(data).map(([key, value]) => ({ key, bytes: Buffer.byteLength(String(value)) }))
  const bytes = sizes.reduce((sum, one) => sum + one.bytes, 0)
  const largest = sizes.toSorted((a, b) => b.bytes - a.bytes)[0]
  if (largest === undefined || bytes <= MOST_BYTES) return []
  const message = `its data has ${bytes} bytes, and a ConfigMap holds ${MOST_BYTES}; ${largest.key} alone has ${largest.bytes}`
  const help =
    'Define fewer SLOs, probes or panels: all of one sort go into one ConfigMap, whatever files they stand in.'
  return [{ code: 'too-large', path: ['data', largest.key], message, help }]
}
