/** A series that Prometheus computes and keeps. */
export interface RecordingRule {
  readonly record: string
  readonly expr: string
  readonly labels: Readonly<Record<string, string>>
}

/** A condition that Prometheus evaluates. */
export interface AlertingRule {
  readonly alert: string
  readonly expr: string
  readonly for?: string
  readonly keepFiringFor?: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export type Rule = RecordingRule | AlertingRule

/** Rules that are evaluated one after another at the same moment. */
export interface RuleGroup {
  readonly name: string
  readonly interval?: string
  readonly limit?: number
  readonly queryOffset?: string
  readonly rules: readonly Rule[]
}

/** Whether a rule alerts. */
export function isAlert(rule: Rule): rule is AlertingRule {
  return 'alert' in rule
}
