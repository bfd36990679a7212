import type { Duration } from '../lib/duration.ts'

/** How bad and total events are counted: PromQL with `{{.window}}` where the range goes. */
export interface Sli {
  readonly errorQuery: string
  readonly totalQuery: string
  /** The probe behind the queries, when the SLI was written as `sli.probe`. */
  readonly probe?: ProbeSli
}

/** Probes of one path: availability, or, with a latency threshold, the part that was good and fast enough. */
export interface ProbeSli {
  readonly probe: string
  readonly path: string
  readonly latency?: Duration
}

export type AlertSeverity = 'page' | 'ticket'

/** One of the two alerts of an SLO; undefined labels and annotations are empty. */
export interface AlertRouting {
  readonly disabled: boolean
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export interface Alerting {
  /** The alert's name in Prometheus. */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly page: AlertRouting
  readonly ticket: AlertRouting
}

/** A promise: the part of events that must be good over a period. */
export interface Slo {
  readonly service: string
  readonly name: string
  readonly description: string
  /** The promised part of good events, above 0 and below 1. */
  readonly objective: number
  readonly period: Duration
  readonly labels: Readonly<Record<string, string>>
  readonly sli: Sli
  readonly alerting: Alerting
}

/** `<service>-<name>`: the id under which an SLO's series are found. */
export function sloId(slo: Pick<Slo, 'service' | 'name'>): string {
  return `${slo.service}-${slo.name}`
}

/** The part of events that may be bad, free of the noise that `1 - 0.999` has in binary. */
export function errorBudget(objective: number): number {
  return Number((1 - objective).toPrecision(12))
}
