import { selector } from '../../lib/promql/write-selector.ts'

/**
 * External labels of Prometheus with the addresses that links in alerts begin with. They differ between installations, and rules
 * are the same in all of them; they are dropped again before an alert is sent, so that no alert is another one for its links.
 */
export const LINK_LABELS = {
  /** Where Grafana is. */
  dashboards: 'leadline_dashboards',
  /** The folder, of a repository or on a disk, in which `docs/runbooks` lies. */
  documents: 'leadline_documents',
  /** The prober's own page with the last failures, where a person can reach it. */
  failures: 'leadline_failures',
  /** Where Alertmanager is. */
  alertmanager: 'leadline_alertmanager',
} as const

/** How long before an alert was last seen its dashboards begin. */
const BEFORE_SECONDS = 7200

/** An external label, and what stands there without it. */
function external(label: string, withIt: string, otherwise: string): string {
  return `{{ with $externalLabels.${label} }}${withIt}{{ else }}${otherwise}{{ end }}`
}

/** The address of a runbook; its place in the repository where no address is configured. */
export function runbookLink(runbook: string): string {
  return external(LINK_LABELS.documents, `{{ . }}/${runbook}`, runbook)
}

/** The two hours before this moment, and all that comes after it: a page may be read the next morning. */
const SINCE = `from={{ with query \`1000 * (time() - ${BEFORE_SECONDS})\` }}{{ . | first | value | printf "%.0f" }}{{ end }}&to=now`

/** The board of an alert with its time range; `otherwise` where there is no Grafana. */
export function dashboardLink(board: string, variables: string, otherwise: string): string {
  const chosen = variables === '' ? '' : `&${variables}`
  return external(LINK_LABELS.dashboards, `{{ . }}/d/leadline-${board}?${SINCE}${chosen}`, otherwise)
}

/** The last failures of a probe: as the prober has them where a person can reach it, else on its board. */
export function failuresLink(variables: string, otherwise: string): string {
  return external(LINK_LABELS.failures, '{{ . }}', dashboardLink('probe-detail', variables, otherwise))
}

/** Alertmanager's form for a silence of all alerts with these labels; nothing where a person cannot reach it. */
export function silenceLink(labels: Readonly<Record<string, string>>): string {
  const filter = encodeURIComponent(selector('', labels))
  return external(LINK_LABELS.alertmanager, `{{ . }}/#/silences/new?filter=${filter}`, '')
}
