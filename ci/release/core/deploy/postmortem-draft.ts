import { milliseconds } from '../../../../lib/duration.ts'
import { parseJson } from '../../../../lib/json/parse.ts'
import { deployName } from '../../../../postmortems/draft/deploys.ts'
import { renderReadme } from '../../../../postmortems/draft/render-readme.ts'
import { type EvidenceFacts, evidenceJson } from './evidence.ts'
import { readDeployEvidence } from './read-evidence.ts'

const BESIDE =
  'Its `incident.yaml`, which `npm test` replays, comes with `npm run incident -- new WHAT-BROKE --evidence FILE` from what `--json FILE` wrote.'

/** A draft of the postmortem, of no more than the deploy itself has seen: the same text as the one of its evidence. */
export function renderPostmortemDraft(facts: EvidenceFacts): string {
  const evidence = readDeployEvidence(parseJson(evidenceJson(facts)))
  if (evidence === undefined) throw new RangeError(`The evidence of ${facts.end} cannot be read`)
  const { deploy, slos, applied, to } = evidence
  const seen = {
    ...{ deploy, slos, name: deployName(deploy) },
    ...{ started: applied, length: milliseconds(to - applied) },
    ...{ isExercise: false, sources: ['the evidence of the deploy'], away: [] },
    ...{ failures: [], domains: [], alerts: [], releases: [], silences: [] },
  }
  return renderReadme(seen, undefined, BESIDE)
}
