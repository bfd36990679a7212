import { readText } from '../../../adapters/files/read-text.ts'
import { parseJson } from '../../../lib/json/parse.ts'
import { ExternalError } from '../../../lib/system-error.ts'
import { type DeployEvidence, readDeployEvidence } from '../../release/core/deploy/read-evidence.ts'

/** Reads the evidence that a deploy left (`npm run deploy -- --json FILE`). Throws an ExternalError for another file. */
export function readEvidence(file: string): DeployEvidence {
  const evidence = readDeployEvidence(parseJson(readText(file)))
  if (evidence !== undefined) return evidence
  throw new ExternalError(`${file} is no evidence of a deploy: it has no end, startedAt and endedAt`)
}
