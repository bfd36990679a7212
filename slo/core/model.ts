import type { Duration } from '../../lib/duration.ts'

/** How bad and total events are counted: PromQL with `{{.window}}` where the range goes. */
export interface EventSli {
  readonly kind: 'events'
  readonly errorQuery: string
  readonly totalQuery: string
  /** The probe behind the queries, when the SLI was written as `sli.probe`. */
  readonly probe?: ProbeSli
  /** What is counted together, when the SLI was written as `sli.fused`. */
  readonly parts?: readonly EventSli[]
  /** The seconds between two events where that is known, of a probe, or declared as `traffic`. */
  readonly eventIntervalSeconds?: number
  /** Whether only Prometheus 3 reads the queries. */
  readonly isNewer?: true
}

/** An error ratio that is computed elsewhere, without the number of its events. */
interface RatioSli {
  readonly kind: 'ratio'
  readonly errorRatioQuery: string
  readonly isNewer?: true
}

export type Sli = EventSli | RatioSli

/** Probes of one path: availability, or, with a latency threshold, the part that was good and fast enough. */
export interface ProbeSli {
  readonly probe: string
  readonly path: string
  readonly latency?: Duration
}

export type AlertSeverity = 'page' | 'ticket'

/**
 * A pair of windows that decides together: the long one shows that budget is being lost, the short one that it still is
 * (Google SRE Workbook, "Alerting on SLOs", table 5-8; the 1d/2h row is sloth's addition).
 */
export interface AlertWindow {
  readonly severity: AlertSeverity
  readonly long: Duration
  readonly short: Duration
  /** The part of the period's budget that is spent when the alert fires. */
  readonly budgetSpent: number
}

/** The two window pairs of a severity, as sloth's files name them. */
export const ALERT_SPEEDS = ['quick', 'slow'] as const

/** One of the two alerts of an SLO; undefined labels and annotations are empty. */
export interface AlertRouting {
  readonly disabled: boolean
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** How long it must burn until the alert fires, and how long the alert stays after that; at once when absent. */
  readonly for?: Duration
  readonly keepFiringFor?: Duration
}

/** What Prometheus is to know of the groups of rules. */
export interface RuleGroupSettings {
  /** How often the rules that page are evaluated; as often as Prometheus evaluates others when absent. */
  readonly interval?: Duration
  /** How many series or alerts one rule may give. */
  readonly limit?: number
  /** How far back the rules look, where samples arrive late. */
  readonly queryOffset?: Duration
}

export interface Alerting {
  /** The alert's name in Prometheus. */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly page: AlertRouting
  readonly ticket: AlertRouting
}

/** The formats an SLO can be written in, as `sloth_slo_info` names them. */
export const SPECS = ['prometheus/v1', 'sloth.slok.dev/v1', 'openslo/v1alpha', 'openslo/v1'] as const
export type Spec = (typeof SPECS)[number]

/** Periods that follow the calendar (UTC) instead of rolling. */
export const CALENDARS = ['month', 'quarter'] as const
export type Calendar = (typeof CALENDARS)[number]

/** A service level objective: the part of events that must be good over a period. */
export interface Slo {
  readonly service: string
  readonly name: string
  readonly description: string
  /** The part of events that must be good, above 0 and below 1; sloth's flavour allows 1. */
  readonly objective: number
  /** The same as it was written, in percent. */
  readonly objectivePercent: number
  /** The compliance period; of a calendar period its longest length. */
  readonly period: Duration
  readonly calendar?: Calendar
  /** The window pairs that decide whether to alert. */
  readonly windows: readonly AlertWindow[]
  readonly labels: Readonly<Record<string, string>>
  /** Labels of `sloth_slo_info` alone. */
  readonly infoLabels?: Readonly<Record<string, string>>
  readonly sli: Sli
  readonly alerting: Alerting
  readonly group?: RuleGroupSettings
  /** The format it was written in, which `sloth_slo_info` shows. */
  readonly spec: Spec
}

/** The probe that an SLO counts; undefined when it counts something else. */
export function probeOf(slo: Pick<Slo, 'sli'>): ProbeSli | undefined {
  return slo.sli.kind === 'events' ? slo.sli.probe : undefined
}

/** `<service>-<name>`: the id under which an SLO's series are found. */
export function sloId(slo: Pick<Slo, 'service' | 'name'>): string {
  return `${slo.service}-${slo.name}`
}

/** The part of events that may be bad, free of the noise that `1 - 0.999` has in binary. */
export function errorBudget(objective: number): number {
  return Number((1 - objective).toPrecision(12))
}
