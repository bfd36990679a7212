import type { Fields } from '../../lib/yaml/fields.ts'
import { PATHS } from '../../services/prober/contract/names.ts'
import { PROBES_FILE } from '../../services/prober/contract/probes-file.ts'
import { SNAKE_CASE, type Spelling } from './spelling.ts'

const LABELS = { kind: 'strings', doc: 'Labels by name; they go to sloth_slo_info and the alerts.' } as const
const ANNOTATIONS = { kind: 'strings', doc: 'Annotations of the alerts; they replace the generated ones.' } as const

/** A probe of the definitions file. */
export const PROBE_SLI_FIELDS = {
  probe: { kind: 'text', doc: `Name of a probe in ${PROBES_FILE}.`, isRequired: true },
  path: { kind: 'text', doc: 'The route the probe takes.', isRequired: true, choices: PATHS },
  latency: { kind: 'duration', doc: 'Good means answered within this time, a bucket of the latency histogram.' },
} as const satisfies Fields

export const LATENCY_SLI_FIELDS = {
  histogram: {
    kind: 'text',
    doc: 'A histogram without its suffix, such as http_request_duration_seconds.',
    isRequired: true,
  },
  selector: { kind: 'text', doc: 'Matchers, such as route!="/healthz".' },
  threshold: { kind: 'duration', doc: 'The longest good event; the histogram needs a bucket there.', isRequired: true },
  total: { kind: 'text', doc: 'PromQL of all events, when the histogram counts only some of them.' },
} as const satisfies Fields

const INFO = { kind: 'strings', doc: 'Labels of sloth_slo_info alone; no alert has them.' } as const

function alertTimes(spelling: Spelling) {
  return {
    for: { kind: 'duration', doc: 'How long the budget must burn until the alert fires; at once when absent.' },
    [spelling.keepFiringFor]: { kind: 'duration', doc: 'How long the alert stays when the burn has ended.' },
  } as const satisfies Fields
}

function alertFields(spelling: Spelling) {
  return {
    disable: { kind: 'boolean', doc: 'Leaves this alert out.' },
    ...alertTimes(spelling),
    labels: LABELS,
    annotations: ANNOTATIONS,
  } as const satisfies Fields
}

function groupField(spelling: Spelling) {
  const fields = {
    interval: { kind: 'duration', doc: 'How often the rules that page are evaluated, up to 1m.' },
    limit: { kind: 'number', doc: 'How many series or alerts one rule may give.' },
    [spelling.queryOffset]: {
      kind: 'duration',
      doc: 'How far back rules look, where samples arrive late; needs Prometheus 2.53.',
    },
  } as const satisfies Fields
  return { kind: 'map', doc: 'What Prometheus is to know of the groups of rules.', fields } as const
}

const PLUGIN_USE_FIELDS = {
  id: { kind: 'text', doc: 'Id of the plugin.', isRequired: true },
  priority: { kind: 'number', doc: 'Plugins run in this order; those below 0 before the rules exist.' },
  config: { kind: 'map', doc: 'Options of the plugin.', fields: {} },
} as const satisfies Fields

const PLUGIN_CHAIN_FIELDS = {
  overridePrevious: { kind: 'boolean', doc: 'Runs these in place of the plugins before.' },
  chain: { kind: 'maps', doc: 'The plugins.', fields: PLUGIN_USE_FIELDS },
} as const satisfies Fields

/** The fields of an SLO file, in the words of one spelling. */
export function sloFields(spelling: Spelling = SNAKE_CASE) {
  const events = eventFields(spelling)
  const sli = sliFields(spelling, events)
  const alerting = alertingFields(spelling)
  const slo = {
    name: { kind: 'text', doc: 'Name of the SLO; unique with the service.', isRequired: true },
    description: { kind: 'text', doc: 'What the SLO is about, for people.' },
    objective: {
      kind: 'number',
      doc: 'The part of events that must be good, in percent, such as 99.9.',
      isRequired: true,
    },
    period: {
      kind: 'text',
      doc: 'Compliance period: 7d, 28d, 30d, 90d, month, quarter; 30d when absent.',
    },
    traffic: {
      kind: 'text',
      doc: 'The least traffic there is, by night rather than by noon, such as 12/m: below a certain rate a page needs three bad events.',
    },
    labels: LABELS,
    infoLabels: INFO,
    [spelling.ruleGroup]: groupField(spelling),
    sli: { kind: 'map', doc: 'What is counted: exactly one kind.', isRequired: true, fields: sli },
    alerting: { kind: 'map', doc: 'The alerts; without it the SLO is recorded and never alerts.', fields: alerting },
    plugins: { kind: 'map', doc: "Sloth's SLO plugins, for its flavour.", fields: PLUGIN_CHAIN_FIELDS },
  } as const satisfies Fields
  const service = {
    service: { kind: 'text', doc: 'The service that the SLOs are about.', isRequired: true },
    labels: LABELS,
    infoLabels: INFO,
    [spelling.ruleGroup]: groupField(spelling),
    [spelling.sloPlugins]: {
      kind: 'map',
      doc: "Sloth's SLO plugins for every SLO, for its flavour.",
      fields: PLUGIN_CHAIN_FIELDS,
    },
    slos: { kind: 'maps', doc: 'The SLOs.', isRequired: true, fields: slo },
  } as const satisfies Fields
  return {
    service,
    slo,
    sli,
    events,
    alerting,
    alert: alertFields(spelling),
    chain: PLUGIN_CHAIN_FIELDS,
    pluginUse: PLUGIN_USE_FIELDS,
  }
}

function eventFields(spelling: Spelling) {
  return {
    [spelling.errorQuery]: {
      kind: 'text',
      doc: 'PromQL of the bad events, with {{.window}} as its range.',
      isRequired: true,
    },
    [spelling.totalQuery]: {
      kind: 'text',
      doc: 'PromQL of all events, with {{.window}} as its range.',
      isRequired: true,
    },
  } as const satisfies Fields
}

function sliFields(spelling: Spelling, events: ReturnType<typeof eventFields>) {
  return {
    events: { kind: 'map', doc: 'Bad events ÷ all events.', fields: events },
    raw: {
      kind: 'map',
      doc: 'An error ratio that is computed elsewhere.',
      fields: { [spelling.errorRatioQuery]: { kind: 'text', doc: 'PromQL of the ratio.', isRequired: true } },
    },
    plugin: {
      kind: 'map',
      doc: 'A query from a plugin.',
      fields: {
        id: { kind: 'text', doc: 'Id of the plugin, such as sloth-common/traefik/v2/availability.', isRequired: true },
        options: { kind: 'strings', doc: 'Options of the plugin.' },
      },
    },
    probe: { kind: 'map', doc: 'A probe of this project; its PromQL is generated.', fields: PROBE_SLI_FIELDS },
    latency: {
      kind: 'map',
      doc: 'The part of events that is fast enough, by a histogram.',
      fields: LATENCY_SLI_FIELDS,
    },
    fused: {
      kind: 'map',
      doc: 'Probes and real traffic together: without real traffic the probes decide alone.',
      fields: {
        probe: { kind: 'map', doc: 'The probe.', isRequired: true, fields: PROBE_SLI_FIELDS },
        events: { kind: 'map', doc: 'The real events.', isRequired: true, fields: events },
      },
    },
  } as const satisfies Fields
}

function alertingFields(spelling: Spelling) {
  return {
    name: { kind: 'text', doc: 'Name of the alert in Prometheus.' },
    labels: LABELS,
    annotations: ANNOTATIONS,
    ...alertTimes(spelling),
    [spelling.pageAlert]: { kind: 'map', doc: 'The alert that pages.', fields: alertFields(spelling) },
    [spelling.ticketAlert]: { kind: 'map', doc: 'The alert for working hours.', fields: alertFields(spelling) },
  } as const satisfies Fields
}

/** A whole file of `prometheus/v1`. */
export const SLO_FILE_FIELDS: Fields = {
  version: { kind: 'text', doc: 'The format of this file.', isRequired: true, choices: ['prometheus/v1'] },
  ...sloFields().service,
}
