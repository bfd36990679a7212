import { type Slo, sloId } from '../core/model.ts'
import type { RuleGroup } from '../core/rule-group.ts'
import { NO_PLUGINS, type PluginChain } from './plugin-chain.ts'
import { isSloPlugin, runSloPlugin, type SlothRules } from './plugins.ts'

/** The groups that the chain of an SLO returns, or the reason why it cannot be run. */
export type SlothResult = { readonly groups: readonly RuleGroup[] } | { readonly problem: string }

/** The steps that sloth takes for every SLO that does not override them. */
const DEFAULT_STEPS = [
  'sloth.dev/core/validate/v1',
  'sloth.dev/core/sli_rules/v1',
  'sloth.dev/core/metadata_rules/v1',
  'sloth.dev/core/alert_rules/v1',
] as const

/** The rule groups that sloth makes of an SLO; groups without rules are left out. */
export function slothGroups(slo: Slo, plugins: PluginChain = NO_PLUGINS): SlothResult {
  const id = sloId(slo)
  const chain = [...plugins.uses].sort((a, b) => a.priority - b.priority)
  const unknown = chain.find(({ id }) => !isSloPlugin(id))
  if (unknown !== undefined) return { problem: `there is no SLO plugin "${unknown.id}"` }
  const steps = [
    ...chain.filter(({ priority }) => priority < 0),
    ...(plugins.overrideDefaults ? [] : DEFAULT_STEPS.map(step => ({ id: step, config: undefined }))),
    ...chain.filter(({ priority }) => priority >= 0),
  ]
  let rules: SlothRules = {
    sli: { name: `sloth-slo-sli-recordings-${id}`, rules: [] },
    metadata: { name: `sloth-slo-meta-recordings-${id}`, rules: [] },
    alerts: { name: `sloth-slo-alerts-${id}`, rules: [] },
  }
  for (const step of steps) {
    const result = runSloPlugin(step.id, step.config, slo, rules)
    if ('problem' in result) return { problem: `the SLO plugin "${step.id}": ${result.problem}` }
    rules = result
  }
  return { groups: [rules.sli, rules.metadata, rules.alerts].filter(group => group.rules.length > 0) }
}
