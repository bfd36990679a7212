import type { ProbeCatalogue } from '../slo/parse-sli.ts'

/** What the prober measures, for SLOs that name a probe. */
export async function readProbeCatalogue(): Promise<ProbeCatalogue> {
  return { probes: [{ name: 'home', paths: ['edge', 'ingress', 'app'] }], bucketBoundsSeconds: [0.1, 0.3, 1] }
}
