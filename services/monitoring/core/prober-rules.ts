import { type Duration, formatDuration } from '../../../lib/duration.ts'
import { alertLabel, alertLabelText, withFirst } from '../../../lib/go-template/write.ts'
import { by } from '../../../lib/promql/write-grouping.ts'
import { bucketMatcher, selector } from '../../../lib/promql/write-selector.ts'
import { LABELS as SLO_LABELS } from '../../../slo/core/names.ts'
import type { AlertingRule, RuleGroup } from '../../../slo/core/rule-group.ts'
import { faultDomainText } from '../../../slo/page/fault-domain.ts'
import { routeHeadline } from '../../../slo/page/headline.ts'
import { failuresLink } from '../../../slo/page/links.ts'
import { releaseText } from '../../../slo/page/release-text.ts'
import { routeSeenFrom } from '../../../slo/page/seen-from.ts'
import { BUSY, TOLERANCE_SECONDS } from '../../prober/contract/bounds.ts'
import type { ProbeEntry } from '../../prober/contract/catalogue.ts'
import { LABELS, SERIES_LABELS } from '../../prober/contract/labels.ts'
import { type FaultDomain, METRICS, PROBER_SERVICE, type ThreadLoss } from '../../prober/contract/names.ts'
import { PROBES_FILE } from '../../prober/contract/probes-file.ts'
import { FROM_COUNTING } from '../../prober/contract/vantage.ts'
import { CERTIFICATE_DAYS, dueWithin, MOST_INVALID, MOST_SKIPPED, SILENT_AFTER } from './alert-bounds.ts'
import { EXPIRY_TEXT } from './alerts/expiry-text.ts'
import { linksOf } from './alerts/project-alert.ts'
import type { ProberAlert } from './prober-alert.ts'
import { surgeExpr } from './surge.ts'
import { VANTAGE_ALERTS } from './vantage-alerts.ts'

/** Sums over all other labels. */
const PER_PATH = by(...SERIES_LABELS)

const PROBE = alertLabelText(LABELS.probe)
const PATH = alertLabelText(LABELS.path)

/** The prober restarts its thread when that has ended, and when it hangs. */
const HUNG: ThreadLoss = 'hung'

const GOOD_CALIBRATIONS = selector(`${METRICS.calibrationError}_bucket`, { le: bucketMatcher(TOLERANCE_SECONDS) })

/** The prober that counts, while it runs. */
const COUNTING = selector(METRICS.buildInfo, FROM_COUNTING)

const SILENT = 'ProberSilent'

const ALERTS: readonly ProberAlert[] = [
  {
    name: 'ProbeFailuresSurge',
    severity: 'page',
    expr: surgeExpr(),
    // A prober that was started again finds the fault anew in that time.
    keepFiringFor: '1m',
    title: `${PROBE} fails on ${PATH} far more often than allowed`,
    summary:
      'The failure score (CUSUM) has reached its threshold. A full outage reaches it with the fifth failed probe, ' +
      '10 % of failures within minutes, and chance alone once in years.',
    runbook: 'prober-failures-surge',
    about: 'hop',
  },
  {
    name: 'ProberAbsent',
    severity: 'page',
    expr: `absent(${COUNTING})`,
    for: '5m',
    title: `No prober that counts exports metrics${withFirst(`last_over_time(${COUNTING}[1d])`, `; the last one stood at “{{ .Labels.${LABELS.vantage} }}”`)}`,
    summary: 'The site is not measured: SLOs on probes have no data, and their burn-rate alerts cannot fire.',
    runbook: 'prober-absent',
  },
  ...VANTAGE_ALERTS,
  {
    name: SILENT,
    severity: 'page',
    expr: silentExpr(selector(METRICS.probes, FROM_COUNTING), SILENT_AFTER),
    for: '5m',
    title: `The prober runs, but ${PROBE} on ${PATH} is not measured`,
    summary: 'No valid sample in five minutes: SLOs on this path have no data.',
    runbook: 'prober-silent',
  },
  {
    name: 'ProberSlotsLost',
    severity: 'ticket',
    expr: [
      `sum ${PER_PATH} (${METRICS.slots})`,
      `- sum ${PER_PATH} (${METRICS.probes})`,
      `- sum ${PER_PATH} (${METRICS.samplesInvalid})`,
      `- sum ${PER_PATH} (${METRICS.slotsSkipped})`,
      `- sum ${PER_PATH} (${METRICS.inflight})`,
      '!= 0',
    ].join('\n'),
    for: '2m',
    title: `Slots of ${PROBE} on ${PATH} are unaccounted for`,
    summary:
      '{{ $value }} slots are neither counted, invalid, skipped nor in flight: the SLI has lost samples, through a fault in the prober.',
    runbook: 'prober-slots-lost',
  },
  {
    name: 'ProberSlotsSkipped',
    severity: 'ticket',
    expr: `sum ${PER_PATH} (rate(${METRICS.slotsSkipped}[10m]))\n/ sum ${PER_PATH} (rate(${METRICS.slots}[10m]))\n> ${MOST_SKIPPED}`,
    title: `${PROBE} on ${PATH} skips {{ $value | humanizePercentage }} of its slots`,
    summary: 'The prober could not run these probes, so the SLIs have fewer samples.',
    runbook: 'prober-slots-skipped',
  },
  {
    name: 'ProberSamplesInvalid',
    severity: 'ticket',
    expr: `sum ${PER_PATH} (rate(${METRICS.samplesInvalid}[10m]))\n/ sum ${PER_PATH} (rate(${METRICS.slots}[10m]))\n> ${MOST_INVALID}`,
    for: '5m',
    title: `{{ $value | humanizePercentage }} of the samples of ${PROBE} on ${PATH} are invalid`,
    summary: 'They were taken while the prober was late, overloaded or measured wrongly, and are in no SLI.',
    runbook: 'prober-samples-invalid',
  },
  {
    name: 'ProberBusy',
    severity: 'ticket',
    expr: `${METRICS.eventLoopUtilization} > ${BUSY}`,
    for: '1m',
    title: 'The probing thread is busy {{ $value | humanizePercentage }} of the time',
    summary:
      'Above 60 % the slowest measurements contain the prober’s own delay; samples are invalid until the load falls.',
    runbook: 'prober-busy',
  },
  {
    name: 'ProberReferenceOff',
    severity: 'ticket',
    expr: `1 - rate(${GOOD_CALIBRATIONS}[10m])\n/ ignoring (le) rate(${METRICS.calibrationError}_count[10m])\n> 0.2`,
    for: '5m',
    title: 'The prober measures its own reference wrongly',
    summary: '{{ $value | humanizePercentage }} of its measurements of a known delay are off by more than 20 ms.',
    runbook: 'prober-reference-off',
  },
  {
    name: 'ProberReloadFailed',
    severity: 'ticket',
    expr: `${METRICS.reloadSuccessful} == 0`,
    for: '1m',
    title: `The prober{{ with ${alertLabel(LABELS.vantage)} }} at “{{ . }}”{{ end }} rejected its definitions`,
    summary: `${PROBES_FILE} has mistakes: the prober keeps the previous definitions.`,
    runbook: 'prober-reload-failed',
  },
  {
    name: 'ProberThreadRestarted',
    severity: 'ticket',
    expr: `increase(${METRICS.workerRestarts}[15m]) > 0`,
    title: `The probing thread {{ if eq ${alertLabel(LABELS.cause)} "${HUNG}" }}hung{{ else }}ended by itself{{ end }}`,
    summary: 'It was restarted; probes in flight, and slots that came due meanwhile, count as skipped (worker_lost).',
    runbook: 'prober-thread-restarted',
  },
  {
    name: 'ProbeCertificateEnds',
    severity: 'ticket',
    expr: `min ${PER_PATH} (${METRICS.certificateNotAfter}) - time() < ${CERTIFICATE_DAYS} * 86400`,
    title: `The certificate of ${PROBE} on ${PATH} ${EXPIRY_TEXT}`,
    summary: 'It should have been renewed by now: clients reject it once it has expired.',
    runbook: 'prober-certificate-ends',
    about: 'nothing',
  },
]

/**
 * The rules of the prober. Its page about failures has the label of the service that it probes, so that it joins that
 * service's burn-rate pages in one notification instead of paging twice.
 */
export function proberRules(probes: readonly ProbeEntry[], site = 'web'): readonly RuleGroup[] {
  const alerts = ALERTS.flatMap(alert => (alert.name === SILENT ? silentAlerts(alert, probes) : [alert]))
  return [{ name: 'prober', rules: alerts.map(alert => ruleOf(alert, site)) }]
}

/** Probes with a bound of their own have a rule each, since they may be without a sample for longer. */
function silentAlerts(usual: ProberAlert, probes: readonly ProbeEntry[]): readonly ProberAlert[] {
  const rare = probes.filter(probe => dueWithin(probe) !== SILENT_AFTER || isByCron(probe))
  if (rare.length === 0) return [usual]
  const names = rare.map(({ name }) => name).join('|')
  return [
    {
      ...usual,
      expr: silentExpr(selector(METRICS.probes, FROM_COUNTING, { [LABELS.probe]: ['!~', names] }), SILENT_AFTER),
    },
    ...rare.flatMap(probe => {
      const after = dueWithin(probe)
      if (after === undefined) return []
      const summary = `No valid sample in ${formatDuration(after)}: SLOs on this path have no data.`
      return [{ ...usual, summary, expr: rareExpr(probe, after) }]
    }),
  ]
}

function isByCron({ longestGapSeconds }: ProbeEntry): boolean {
  return longestGapSeconds !== undefined
}

function silentExpr(probes: string, after: Duration): string {
  return `sum ${PER_PATH} (increase(${probes}[${formatDuration(after)}])) == 0`
}

/** So many slots that came due without a valid sample are silence; one may be invalid. */
const SLOTS_DUE = 2

/**
 * A probe by cron has hours without slots, in which it cannot be silent: what counts is that slots came due. Any other has been
 * defined for long enough to have had slots, or it would be silent before its first one.
 */
function rareExpr(probe: ProbeEntry, after: Duration): string {
  const window = formatDuration(after)
  const of = { ...FROM_COUNTING, [LABELS.probe]: probe.name }
  const silent = silentExpr(selector(METRICS.probes, of), after)
  return isByCron(probe)
    ? `${silent}\nand sum ${PER_PATH} (increase(${selector(METRICS.slots, of)}[${window}])) >= ${SLOTS_DUE}`
    : `${silent}\nand sum ${PER_PATH} (present_over_time(${selector(METRICS.probes, of)}[${window}] offset ${window})) > 0`
}

/** The fault domain of alerts that no hop is to blame for. */
const WITHOUT_HOP = { prober: 'prober', nothing: 'none' } as const satisfies Readonly<Record<string, FaultDomain>>

function ruleOf(
  { name, severity, expr, for: lasting, keepFiringFor, title, summary, runbook, about }: ProberAlert,
  site: string,
): AlertingRule {
  const service = about === 'hop' ? site : PROBER_SERVICE
  const routing = { [SLO_LABELS.severity]: severity, [SLO_LABELS.service]: service }
  return {
    alert: name,
    expr,
    ...(lasting === undefined ? {} : { for: lasting }),
    ...(keepFiringFor === undefined ? {} : { keepFiringFor }),
    labels: routing,
    annotations: {
      title,
      summary,
      fault_domain: about === 'hop' ? faultDomainText(JSON.stringify) : WITHOUT_HOP[about ?? 'prober'],
      ...(about === 'hop' ? ofHop() : {}),
      ...linksOf(runbook, about === 'hop' ? 'probes' : 'watcher', routing),
    },
  }
}

/** What a page about a route says besides: what users feel, the first suspect, and where the failures are. */
function ofHop(): Readonly<Record<string, string>> {
  const chosen = `var-probe=${PROBE}&var-path=${PATH}`
  return {
    headline: routeHeadline(),
    where: routeSeenFrom(),
    release: releaseText(),
    failures_url: failuresLink(chosen, '{{ externalURL }}/alerts'),
  }
}
