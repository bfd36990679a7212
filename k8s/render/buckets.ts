/** Bounds of Traefik's latency histogram where no SLO asks for more, in seconds. */
const BOUNDS_SECONDS: readonly number[] = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** The bounds with the threshold of every latency SLO among them, in order. */
export function latencyBuckets(thresholdsSeconds: readonly number[]): readonly number[] {
  return [...new Set([...BOUNDS_SECONDS, ...thresholdsSeconds])].sort((a, b) => a - b)
}
