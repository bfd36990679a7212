import { cronSeconds } from '../adapters/cron.ts'
import { readSource } from '../adapters/files/files.ts'
import type { ProbeCatalogue } from '../services/prober/contract/catalogue.ts'
import { PROBES_FILE } from '../services/prober/contract/probes-file.ts'
import { probeCatalogue } from '../services/prober/definition/catalogue.ts'

/** What the prober measures, for SLOs that name a probe. */
export async function readProbeCatalogue(): Promise<ProbeCatalogue> {
  return probeCatalogue(await readSource(PROBES_FILE), cronSeconds)
}
