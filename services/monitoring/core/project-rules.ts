import type { ServiceSlos } from '../../../slo/definition/parse.ts'
import { rulesForSlo } from '../../../slo/rules/rules.ts'
import { renderKnownRuleFile, type Sha256 } from '../../../slo/rules/rules-info.ts'
import type { ProbeEntry } from '../../prober/contract/catalogue.ts'
import { installationRules } from './alerts/installation-rules.ts'
import { heartbeatRules } from './heartbeat.ts'
import { proberRules } from './prober-rules.ts'

/** The source of the prober's own alerts, which belong to no SLO. */
const PROBER_RULES_SOURCE = 'services/monitoring/core/prober-rules.ts'

/** The source of the alert that always fires. */
const HEARTBEAT_SOURCE = 'services/monitoring/core/heartbeat.ts'

/** The source of alerts about what the service runs on. */
const INSTALLATION_SOURCE = 'services/monitoring/core/alerts/'

/** `web` for `slo/web.yaml`: the name of the files that are generated from a definition. */
export function definitionName(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.ya?ml$/, '')
}

/** Every rule file of the project by its name; `probes` are the project's, `command` is what generates the file. */
export function projectRules(
  files: readonly ServiceSlos[],
  probes: readonly ProbeEntry[],
  command: string,
  sha256: Sha256,
): ReadonlyMap<string, string> {
  const ofSlos = files.map(({ path, slos }) => {
    const text = renderKnownRuleFile(slos.flatMap(rulesForSlo), { source: path, command }, sha256)
    return [`${definitionName(path)}.rules.yaml`, text] as const
  })
  const ofProber = renderKnownRuleFile(proberRules(probes), { source: PROBER_RULES_SOURCE, command }, sha256)
  const heartbeat = renderKnownRuleFile(heartbeatRules(), { source: HEARTBEAT_SOURCE, command }, sha256)
  const installation = renderKnownRuleFile(installationRules(), { source: INSTALLATION_SOURCE, command }, sha256)
  return new Map([
    ...ofSlos,
    ['prober.rules.yaml', ofProber],
    ['installation.rules.yaml', installation],
    ['heartbeat.rules.yaml', heartbeat],
  ])
}
