import { cronSeconds } from '../adapters/cron.ts'
import { readSource } from '../adapters/files/files.ts'
import type { ProbeCatalogue } from '../services/prober/contract/catalogue.ts'
import { probeCatalogue } from '../services/prober/definition/catalogue.ts'

const PROBES_FILE = 'services/prober/probes.yaml'

/** What the prober measures, for SLOs that name a probe. */
export async function readProbeCatalogue(): Promise<ProbeCatalogue> {
  return probeCatalogue(await readSource(PROBES_FILE), cronSeconds)
}
