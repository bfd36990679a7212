import path from 'node:path'
import { readSourcesBelow } from '../../adapters/files/files.ts'
import { readProject } from '../../adapters/project.ts'
import { POLICIES } from '../../k8s/lint/policies.ts'
import type { Diagnostic } from '../../lib/diagnostic/diagnostic.ts'
import type { Known } from '../../postmortems/definition/known.ts'
import type { Incident } from '../../postmortems/definition/model.ts'
import { parseIncident } from '../../postmortems/definition/parse.ts'
import { installationRules } from '../../services/monitoring/core/alerts/installation-rules.ts'
import { proberRules } from '../../services/monitoring/core/prober-rules.ts'
import { sloId } from '../../slo/core/model.ts'
import { isAlert } from '../../slo/core/rule-group.ts'
import { rulesForSlo } from '../../slo/rules/rules.ts'
import { ENDS } from '../release/core/deploy/states.ts'
import type { ReplayProject } from './replay.ts'

/** The folder of postmortems, and the name of the file in each that is replayed. */
export const POSTMORTEMS = 'postmortems'
const INCIDENT_FILE = 'incident.yaml'
const RUNBOOKS = 'docs/runbooks'

/** Every incident of the project, and what it is replayed with. */
export interface IncidentProject {
  readonly incidents: readonly Incident[]
  readonly replay: ReplayProject
  /** The texts of runbooks, by name. */
  readonly runbooks: ReadonlyMap<string, string>
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads every incident, and the definitions that they are about. `images` are what the deploy's scenarios know. */
export async function readIncidents(images?: readonly string[]): Promise<IncidentProject> {
  const [project, sources, runbooks] = await Promise.all([
    readProject(),
    readSourcesBelow(POSTMORTEMS, '.yaml'),
    readSourcesBelow(RUNBOOKS, '.md'),
  ])
  const { slos, catalogue } = project.value
  const { probes } = catalogue
  const groups = [...slos.flatMap(rulesForSlo), ...proberRules(probes), ...installationRules()]
  const texts = new Map(runbooks.map(({ path: file, text }) => [path.basename(file, '.md'), text]))
  const known: Known = {
    slos: slos.map(slo => ({ id: sloId(slo), service: slo.service })),
    alerts: [...new Set(groups.flatMap(({ rules }) => rules.filter(isAlert).map(({ alert }) => alert)))],
    policies: POLICIES.map(({ code }) => code),
    runbooks: [...texts.keys()],
    ends: Object.keys(ENDS),
    images,
  }
  const files = sources.filter(({ path: file }) => path.basename(file) === INCIDENT_FILE)
  const parsed = files.map(file => parseIncident(file, known))
  return {
    incidents: parsed.flatMap(({ value }) => value ?? []),
    replay: { slos, probes, groups },
    runbooks: texts,
    diagnostics: [...project.diagnostics, ...parsed.flatMap(({ diagnostics }) => diagnostics)],
  }
}
