import { parseDuration } from '../../lib/duration.ts'
import { own } from '../../lib/own.ts'
import { fillWindow } from '../../lib/promql/template.ts'
import type { Slo } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import type { RecordingRule, Rule, RuleGroup } from '../core/rule-group.ts'
import { recordedWindows } from '../core/windows.ts'
import { goDuration, goNumber, goSelector } from './number.ts'
import { slothAlertRules, slothIdentity, slothMetadataRules, slothSliRules } from './rules.ts'

/** Sloth's three groups of an SLO while its chain of plugins works on them. */
export interface SlothRules {
  readonly sli: RuleGroup
  readonly metadata: RuleGroup
  readonly alerts: RuleGroup
}

/** The rules that a plugin returns, or what is wrong with its configuration. */
type StepResult = SlothRules | { readonly problem: string }
type Step = (slo: Slo, rules: SlothRules, config: Config) => StepResult
type Config = Readonly<Record<string, unknown>>

/** Sloth's SLO plugins by their ids, those it always runs and those it ships for others. */
const STEPS: Readonly<Record<string, Step>> = {
  'sloth.dev/core/validate/v1': (_, rules) => rules,
  'sloth.dev/core/debug/v1': (_, rules) => rules,
  'sloth.dev/core/noop/v1': (_, rules) => rules,
  'sloth.dev/contrib/validate_victoria_metrics/v1': (_, rules) => rules,
  'sloth.dev/core/sli_rules/v1': (slo, rules, config) => {
    return { ...rules, sli: withRules(rules.sli, slothSliRules(slo, config.disableOptimized === true)) }
  },
  'sloth.dev/core/metadata_rules/v1': (slo, rules) => {
    return { ...rules, metadata: withRules(rules.metadata, slothMetadataRules(slo)) }
  },
  'sloth.dev/core/alert_rules/v1': (slo, rules) => {
    return { ...rules, alerts: withRules(rules.alerts, slothAlertRules(slo)) }
  },
  'sloth.dev/contrib/info_labels/v1': infoLabels,
  'sloth.dev/contrib/remove_labels/v1': removeLabels,
  'sloth.dev/contrib/rule_intervals/v1': ruleIntervals,
  'sloth.dev/contrib/error_budget_exhausted_alert/v1': budgetExhausted,
  'sloth.dev/contrib/denominator_corrected_rules/v1': denominatorCorrected,
}

/** The ids of all SLO plugins there are. */
export const SLO_PLUGIN_IDS: readonly string[] = Object.keys(STEPS)

/** Whether there is a plugin of this id. */
export function isSloPlugin(id: string): boolean {
  return Object.hasOwn(STEPS, id)
}

/** Runs one plugin on the rules of an SLO. */
export function runSloPlugin(id: string, config: unknown, slo: Slo, rules: SlothRules): StepResult {
  const step = own(STEPS, id)
  if (step === undefined) return { problem: 'is unknown' }
  return step(slo, rules, isRecord(config) ? config : {})
}

function isRecord(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The texts of a configuration's mapping. */
function textsOf(value: unknown): Record<string, string> {
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)])) : {}
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function withRules(group: RuleGroup, rules: readonly Rule[]): RuleGroup {
  return { ...group, rules }
}

function infoLabels(_: Slo, rules: SlothRules, config: Config): StepResult {
  const labels = textsOf(config.labels)
  if (Object.keys(labels).length === 0) return { problem: 'it needs at least one label' }
  const name = typeof config.metricName === 'string' ? config.metricName : SERIES.info
  const first = rules.metadata.rules.findIndex(rule => 'record' in rule && rule.record === name)
  const marked = rules.metadata.rules.map((rule, index) => {
    return index === first ? { ...rule, labels: { ...rule.labels, ...labels } } : rule
  })
  return { ...rules, metadata: withRules(rules.metadata, marked) }
}

function removeLabels(slo: Slo, rules: SlothRules, config: Config): StepResult {
  const kept = new Set([...Object.keys(slothIdentity(slo)), ...listOf(config.preserveLabels)])
  const skipped = new Set<string>([SERIES.info, ...listOf(config.skipMetrics)])
  const clean = (group: RuleGroup, more: readonly string[]): RuleGroup => {
    return withRules(
      group,
      group.rules.map(rule => {
        if (!('record' in rule) || skipped.has(rule.record)) return rule
        const labels = Object.entries(rule.labels).filter(([label]) => kept.has(label) || more.includes(label))
        return { ...rule, labels: Object.fromEntries(labels) }
      }),
    )
  }
  return { ...rules, sli: clean(rules.sli, [LABELS.window]), metadata: clean(rules.metadata, []) }
}

function ruleIntervals(_: Slo, rules: SlothRules, config: Config): StepResult {
  const intervals = isRecord(config.interval) ? config.interval : {}
  const read = (key: string): string | undefined => {
    const duration = parseDuration(String(intervals[key] ?? ''))
    return duration === undefined ? undefined : goDuration(duration)
  }
  const fallback = read('default')
  if (fallback === undefined) return { problem: 'it needs at least interval.default' }
  const every = (group: RuleGroup, key: string): RuleGroup => ({ ...group, interval: read(key) ?? fallback })
  return {
    sli: every(rules.sli, 'sliError'),
    metadata: every(rules.metadata, 'metadata'),
    alerts: every(rules.alerts, 'alert'),
  }
}

function budgetExhausted(slo: Slo, rules: SlothRules, config: Config): StepResult {
  const selected = { ...slothIdentity(slo), ...slo.labels, ...textsOf(config.selector_labels) }
  const threshold = typeof config.threshold === 'number' ? config.threshold : 0
  const patience = parseDuration(String(config.for ?? '5m'))
  if (patience === undefined) return { problem: `"for" must be a duration, not "${config.for}"` }
  const alert = {
    alert:
      typeof config.alert_name === 'string' && config.alert_name !== '' ? config.alert_name : 'ErrorBudgetExhausted',
    expr: `${SERIES.budgetRemaining}${goSelector(selected)} <= ${goNumber(threshold)}`,
    for: goDuration(patience),
    labels: textsOf(config.alert_labels),
    annotations: textsOf(config.annotations),
  }
  return { ...rules, alerts: withRules(rules.alerts, [...rules.alerts.rules, alert]) }
}

const CORRECTION = 'slo:numerator_correction:ratio'

/** Weights each window's errors by its traffic compared with the whole period. */
function denominatorCorrected(slo: Slo, rules: SlothRules, config: Config): StepResult {
  const { sli } = slo
  if (sli.kind !== 'events') return { problem: 'it needs an SLI of events' }
  const identity = slothIdentity(slo)
  const period = goDuration(slo.period)
  const corrected = (window: string): string => {
    const correction = `${CORRECTION}${window}${goSelector(identity)}`
    return `(\n${correction}\n* on()\n${fillWindow(sli.errorQuery, window)}\n)\n/\n(${fillWindow(sli.totalQuery, window)})\n`
  }
  const sliRules = slothSliRules(slo, config.disableOptimized === true).map((rule, index, all) => {
    return index === all.length - 1 ? rule : { ...rule, expr: corrected(rule.labels[LABELS.window] ?? '') }
  })
  const corrections = recordedWindows(slo.windows).map((window): RecordingRule => {
    const name = goDuration(window)
    return {
      record: `${CORRECTION}${name}`,
      expr: `(${fillWindow(sli.totalQuery, name)})/(${fillWindow(sli.totalQuery, period)})`,
      labels: { ...identity, ...slo.labels },
    }
  })
  return {
    ...rules,
    sli: withRules(rules.sli, sliRules),
    metadata: withRules(rules.metadata, [...rules.metadata.rules, ...corrections]),
  }
}
