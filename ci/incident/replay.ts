import { findProgram } from '../../adapters/processes/programs.ts'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { ExternalError } from '../../lib/system-error.ts'
import type { Incident } from '../../postmortems/definition/model.ts'
import { replayEnd, scrapedIn } from '../../postmortems/replay/incident-series.ts'
import type { Replayed } from '../../postmortems/replay/judge-replay.ts'
import { namedRules } from '../../postmortems/replay/named-rules.ts'
import { readFirings, replayFile } from '../../postmortems/replay/replay-file.ts'
import { scrapesUntil } from '../../postmortems/replay/samples.ts'
import type { ProbeEntry } from '../../services/prober/contract/catalogue.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'
import type { RuleGroup } from '../../slo/core/rule-group.ts'
import { renderRuleFile } from '../../slo/rules/output.ts'

/** What incidents are replayed with. */
export interface ReplayProject {
  readonly slos: readonly Slo[]
  readonly probes: readonly ProbeEntry[]
  /** All rules of the project. */
  readonly groups: readonly RuleGroup[]
}

const RULES = 'incident.rules.yaml'
const PROVENANCE = { command: 'npm run incident', source: 'the project' }

/** Whether signals can be replayed; says what is missing where they cannot. */
export function hasPromtool({ env, stderr }: Pick<CommandIo, 'env' | 'stderr'>): boolean {
  const isThere = findProgram(['promtool'], env.PATH ?? '') !== undefined
  if (!isThere) stderr('promtool cannot be found, so no signals are replayed: `sh ci/setup.sh` installs it\n')
  return isThere
}

/** Replays an incident through the real rules with promtool. Rejects when promtool is missing or refuses the rules. */
export async function replayIncident(incident: Incident, project: ReplayProject): Promise<Replayed> {
  const scrapes = scrapesUntil(replayEnd(incident))
  const slos = project.slos.filter(slo => incident.slos.includes(sloId(slo)))
  const { series, prober } = scrapedIn(incident, slos, project.probes, scrapes)
  const groups = namedRules(incident, project.groups)
  const file = replayFile(RULES, groups, series, scrapes)
  const { output } = await testRules({ name: RULES, text: renderRuleFile(groups, PROVENANCE) }, file)
  const firings = readFirings(output, scrapes)
  if (firings === undefined) throw new ExternalError(`promtool replays nothing: ${output.trim().slice(0, 1000)}`)
  return { firings, prober, scrapes }
}
