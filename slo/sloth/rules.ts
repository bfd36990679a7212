import { inDays } from '../../lib/duration.ts'
import { fillWindow } from '../../lib/promql/template.ts'
import { type AlertSeverity, type AlertWindow, type Sli, type Slo, sloId } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import type { AlertingRule, RecordingRule } from '../core/rule-group.ts'
import { recordedWindows } from '../core/windows.ts'
import { goDuration, goNumber, goSelector } from './number.ts'

/** The labels sloth finds an SLO by. */
export function slothIdentity(slo: Slo): Record<string, string> {
  return { [LABELS.id]: sloId(slo), [LABELS.service]: slo.service, [LABELS.slo]: slo.name }
}

/** Sloth's SLI rules: the raw ratio over every window, and for the period the mean of the shortest one unless `exact`. */
export function slothSliRules(slo: Slo, exact = false): readonly RecordingRule[] {
  return [...recordedWindows(slo.windows), slo.period].map(window => {
    const name = goDuration(window)
    return {
      record: SERIES.errorRatio(name),
      expr: window === slo.period && !exact ? meanOfRatios(slo, name) : errorRatio(slo.sli, name),
      labels: { ...slothIdentity(slo), [LABELS.window]: name, ...slo.labels },
    }
  })
}

/** The bare ratio of an SLI over one window. */
function errorRatio(sli: Sli, window: string): string {
  if (sli.kind === 'ratio') return `(${fillWindow(sli.errorRatioQuery, window)})`
  return `(${fillWindow(sli.errorQuery, window)})\n/\n(${fillWindow(sli.totalQuery, window)})\n`
}

/** The shortest window of the first page alert, which sloth takes the current burn rate from. */
function shortestPageWindow(slo: Slo): string {
  const [first] = slo.windows
  return goDuration(first?.short ?? slo.period)
}

/** Sloth's period rule. It gives a quiet hour the weight of a busy one, which is why our own flavour has another. */
function meanOfRatios(slo: Slo, period: string): string {
  const series = `${SERIES.errorRatio(shortestPageWindow(slo))}${goSelector(slothIdentity(slo))}[${period}]`
  return `sum_over_time(${series})\n/ ignoring (${LABELS.window})\ncount_over_time(${series})\n`
}

/** Sloth's rules about the objective and its budget. */
export function slothMetadataRules(slo: Slo): readonly RecordingRule[] {
  const selector = goSelector(slothIdentity(slo))
  const labels = { ...slothIdentity(slo), ...slo.labels }
  const objective = goNumber(slo.objectivePercent / 100)
  const burn = (window: string): string =>
    `${SERIES.errorRatio(window)}${selector}\n` +
    `/ on(${[LABELS.id, LABELS.slo, LABELS.service].join(', ')}) group_left\n${SERIES.errorBudget}${selector}\n`
  const rule = (record: string, expr: string, more: Record<string, string> = {}) => {
    return { record, expr, labels: { ...labels, ...more } }
  }
  return [
    rule(SERIES.objective, `vector(${objective})`),
    rule(SERIES.errorBudget, `vector(1-${objective})`),
    rule(SERIES.periodDays, `vector(${goNumber(inDays(slo.period))})`),
    rule(SERIES.currentBurnRate, burn(shortestPageWindow(slo))),
    rule(SERIES.periodBurnRate, burn(goDuration(slo.period))),
    rule(SERIES.budgetRemaining, `1 - ${SERIES.periodBurnRate}${selector}`),
    rule(SERIES.info, 'vector(1)', {
      ...slo.infoLabels,
      [LABELS.version]: 'leadline',
      [LABELS.mode]: MODES[slo.spec],
      [LABELS.spec]: slo.spec,
      [LABELS.objective]: String(slo.objectivePercent),
    }),
  ]
}

/** Sloth's name for the way it was run, by the format it read. */
const MODES: Readonly<Record<Slo['spec'], string>> = {
  'prometheus/v1': 'cli-gen-prom',
  'sloth.slok.dev/v1': 'cli-gen-k8s',
  'openslo/v1alpha': 'cli-gen-openslo',
  'openslo/v1': 'cli-gen-openslo',
}

/** Sloth's two alerts, without those that are disabled. */
export function slothAlertRules(slo: Slo): readonly AlertingRule[] {
  return (['page', 'ticket'] as const)
    .filter(severity => !slo.alerting[severity].disabled && slo.windows.some(window => window.severity === severity))
    .map(alertOf(slo))
}

function alertOf(slo: Slo) {
  return (severity: AlertSeverity): AlertingRule => {
    const { name, labels, annotations, [severity]: routing } = slo.alerting
    const about = `{{$labels.${LABELS.service}}} {{$labels.${LABELS.slo}}} SLO error budget burn rate`
    const pairs = slo.windows.filter(window => window.severity === severity)
    return {
      alert: name,
      expr: `${pairs.map(window => windowPair(slo, window)).join('\nor\n')}\n`,
      labels: { [LABELS.severity]: severity, ...labels, ...routing.labels },
      annotations: {
        title: `(${severity}) ${about} is too fast.`,
        summary: `${about} is over expected.`,
        ...annotations,
        ...routing.annotations,
      },
    }
  }
}

function windowPair(slo: Slo, window: AlertWindow): string {
  // The order of the arithmetic is sloth's, so that the last digits agree.
  const percent = Number((window.budgetSpent * 100).toPrecision(12))
  const factor = (percent * (slo.period / 3_600_000)) / 100 / (window.long / 3_600_000)
  const budget = (100 - slo.objectivePercent) / 100
  const side = (name: string): string =>
    `    max(${SERIES.errorRatio(name)}${goSelector(slothIdentity(slo))} > (${goNumber(factor)} * ${goNumber(budget)})) ` +
    `without (${LABELS.window})`
  return `(\n${side(goDuration(window.short))}\n    and\n${side(goDuration(window.long))}\n)`
}
