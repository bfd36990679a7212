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

/** The fields of an SLO file, in the words of one spelling. */
export function sloFields(spelling: Spelling = SNAKE_CASE) {
  const alert = {
    disable: { kind: 'boolean', doc: 'Leaves this alert out.' },
    labels: LABELS,
    annotations: ANNOTATIONS,
  } as const satisfies Fields
  const events = {
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
  const pluginUse = {
    id: { kind: 'text', doc: 'Id of the plugin.', isRequired: true },
    priority: { kind: 'number', doc: 'Plugins run in this order; those below 0 before the rules exist.' },
    config: { kind: 'map', doc: 'What the plugin wants to know.', fields: {} },
  } as const satisfies Fields
  const chain = {
    overridePrevious: { kind: 'boolean', doc: 'Runs these instead of what was said before.' },
    chain: { kind: 'maps', doc: 'The plugins.', fields: pluginUse },
  } as const satisfies Fields
  const sli = {
    events: { kind: 'map', doc: 'Bad events ÷ all events.', fields: events },
    raw: {
      kind: 'map',
      doc: 'An error ratio that is computed elsewhere.',
      fields: { [spelling.errorRatioQuery]: { kind: 'text', doc: 'PromQL of the ratio.', isRequired: true } },
    },
    plugin: {
      kind: 'map',
      doc: 'A query by name.',
      fields: {
        id: { kind: 'text', doc: 'Id of the plugin, such as sloth-common/traefik/v2/availability.', isRequired: true },
        options: { kind: 'strings', doc: 'What the plugin wants to know.' },
      },
    },
    probe: { kind: 'map', doc: 'A probe of ours: nobody spells PromQL by hand.', fields: PROBE_SLI_FIELDS },
    latency: { kind: 'map', doc: 'The part of a histogram that is fast enough.', fields: LATENCY_SLI_FIELDS },
    fused: {
      kind: 'map',
      doc: 'Probes and real traffic together: the probes judge alone while nobody is there.',
      fields: {
        probe: { kind: 'map', doc: 'The probe.', isRequired: true, fields: PROBE_SLI_FIELDS },
        events: { kind: 'map', doc: 'The real events.', isRequired: true, fields: events },
      },
    },
  } as const satisfies Fields
  const alerting = {
    name: { kind: 'text', doc: 'Name of the alert in Prometheus.' },
    labels: LABELS,
    annotations: ANNOTATIONS,
    [spelling.pageAlert]: { kind: 'map', doc: 'The alert that wakes somebody.', fields: alert },
    [spelling.ticketAlert]: { kind: 'map', doc: 'The alert for working hours.', fields: alert },
  } as const satisfies Fields
  const slo = {
    name: { kind: 'text', doc: 'Name of the SLO; unique with the service.', isRequired: true },
    description: { kind: 'text', doc: 'What is promised, for people.' },
    objective: { kind: 'number', doc: 'The promised part of good events in percent, such as 99.9.', isRequired: true },
    period: {
      kind: 'text',
      doc: 'How long the promise looks back: 7d, 28d, 30d, 90d, month, quarter; 30d when absent.',
    },
    traffic: {
      kind: 'text',
      doc: 'The least traffic there is, by night rather than by noon, such as 12/m: below a certain rate a page needs three bad events.',
    },
    labels: LABELS,
    sli: { kind: 'map', doc: 'What is counted: exactly one kind.', isRequired: true, fields: sli },
    alerting: { kind: 'map', doc: 'Whom to wake; without it the SLO is only watched.', fields: alerting },
    plugins: { kind: 'map', doc: "Sloth's SLO plugins, for its flavour.", fields: chain },
  } as const satisfies Fields
  const service = {
    service: { kind: 'text', doc: 'The service that promises.', isRequired: true },
    labels: LABELS,
    [spelling.sloPlugins]: { kind: 'map', doc: "Sloth's SLO plugins for every SLO, for its flavour.", fields: chain },
    slos: { kind: 'maps', doc: 'The promises.', isRequired: true, fields: slo },
  } as const satisfies Fields
  return { service, slo, sli, events, alerting, alert, chain, pluginUse }
}

/** A whole file of `prometheus/v1`. */
export const SLO_FILE_FIELDS: Fields = {
  version: { kind: 'text', doc: 'The format of this file.', isRequired: true, choices: ['prometheus/v1'] },
  ...sloFields().service,
}
