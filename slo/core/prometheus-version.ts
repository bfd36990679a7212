/** A version of Prometheus, as far as rules depend on it. */
export interface PrometheusVersion {
  readonly major: number
  readonly minor: number
}

/** The oldest version that rules are written for, if nothing that a definition uses asks for a newer one. */
export const OLDEST_PROMETHEUS: PrometheusVersion = { major: 2, minor: 42 }

/** The version that reads names in UTF-8, and the syntax that is called newer. */
export const UTF8_PROMETHEUS: PrometheusVersion = { major: 3, minor: 0 }

/** The version that reads `query_offset` of a group. */
export const OFFSET_PROMETHEUS: PrometheusVersion = { major: 2, minor: 53 }

/** Reads `2.42`, `v3.1.0` or `3`; undefined for anything else. */
export function parsePrometheusVersion(text: string): PrometheusVersion | undefined {
  const [, major, minor = '0'] = /^v?(\d{1,3})(?:\.(\d{1,4})(?:\.\d{1,6})?)?$/.exec(text.trim()) ?? []
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) }
}

/** `2.42`. */
export function prometheusVersionText({ major, minor }: PrometheusVersion): string {
  return `${major}.${minor}`
}

/** Whether a version comes before another. */
export function isBefore(one: PrometheusVersion, other: PrometheusVersion): boolean {
  return one.major < other.major || (one.major === other.major && one.minor < other.minor)
}
