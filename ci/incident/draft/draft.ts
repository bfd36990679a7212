import { renderDiagnostics } from '../../../lib/diagnostic/diagnostic.ts'
import type { Incident } from '../../../postmortems/definition/model.ts'
import { parseIncident } from '../../../postmortems/definition/parse.ts'
import { expectedOf, looked, measuredAlerts, measuredDomain, notReplayed } from '../../../postmortems/draft/expected.ts'
import type { DraftFacts, SeenAlert } from '../../../postmortems/draft/facts.ts'
import { withAliveness } from '../../../postmortems/draft/path-ends.ts'
import { renderIncident } from '../../../postmortems/draft/render-incident.ts'
import { renderReadme } from '../../../postmortems/draft/render-readme.ts'
import { replayProblems } from '../../../postmortems/replay/judge-replay.ts'
import { probeOf } from '../../../slo/core/model.ts'
import type { IncidentProject } from '../project.ts'
import { replayIncident } from '../replay.ts'

/** A postmortem that a person goes on with. */
export interface Draft {
  readonly incident: string
  readonly readme: string
  /** What the rules of today make otherwise of it than the file says. */
  readonly problems: readonly string[]
  /** Alerts that were seen, and that the file cannot replay. */
  readonly missing: readonly SeenAlert[]
}

/** Drafts a postmortem. It is replayed at once where that is possible, so that the file expects what the rules make of its signals. */
export async function draftOf(
  seen: DraftFacts,
  { replay, known }: Pick<IncidentProject, 'replay' | 'known'>,
  canReplay: boolean,
): Promise<Draft> {
  const first = parsed(renderIncident(seen, looked(seen, known.alerts)), known)
  const named = new Set(replay.slos.flatMap(slo => probeOf(slo)?.probe ?? []))
  const probes = replay.probes.filter(({ name }) => named.has(name))
  const facts = { ...seen, paths: withAliveness(seen.paths, measuredDomain(seen), first, probes) }
  if (!canReplay) {
    const expected = measuredAlerts(facts, known.alerts)
    return {
      incident: renderIncident(facts, expected),
      readme: renderReadme(facts, expected),
      problems: [],
      missing: [],
    }
  }
  const replayed = await replayIncident(parsed(renderIncident(facts, looked(facts, known.alerts)), known), replay)
  const expected = expectedOf(facts, replayed, known.alerts)
  const missing = notReplayed(facts, replayed)
  const incident = renderIncident(facts, expected, missing)
  return {
    ...{ incident, missing, readme: renderReadme(facts, expected) },
    problems: replayProblems(parsed(incident, known), replayed),
  }
}

function parsed(text: string, known: IncidentProject['known']): Incident {
  const { value, diagnostics } = parseIncident({ path: 'incident.yaml', text }, known)
  if (value === undefined) throw new Error(`The draft cannot be read: ${renderDiagnostics(diagnostics)}`)
  return value
}
