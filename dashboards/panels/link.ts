/** The uids of our dashboards, which links, bookmarks and provisioning use. */
export const UIDS = {
  home: 'leadline-home',
  sloOverview: 'leadline-slo-overview',
  sloDetail: 'leadline-slo-detail',
  probes: 'leadline-probes',
  probeDetail: 'leadline-probe-detail',
  app: 'leadline-app',
  cluster: 'leadline-cluster',
  release: 'leadline-release',
  watcher: 'leadline-watcher',
} as const
export type BoardName = keyof typeof UIDS

/** The titles of our dashboards. */
export const TITLES: Readonly<Record<BoardName, string>> = {
  home: 'Home',
  sloOverview: 'SLO overview',
  sloDetail: 'SLO detail',
  probes: 'Probes',
  probeDetail: 'Probe detail',
  app: 'App',
  cluster: 'Cluster',
  release: 'Release',
  watcher: 'Watcher',
}

/** A link from a panel to another dashboard. */
export interface Link {
  readonly title: string
  readonly url: string
}

/**
 * A link to another dashboard that keeps the time range; values of variables are written as Grafana interpolates them.
 */
export function linkTo(board: BoardName, variables: Readonly<Record<string, string>> = {}): Link {
  // A value of several brings its name along, once for each.
  const query = Object.entries(variables).map(([name, value]) =>
    value.endsWith(':queryparam}') ? value : `var-${name}=${value}`,
  )
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own syntax
  const url = `/d/${UIDS[board]}?${['${__url_time_range}', 'var-datasource=${datasource}', ...query].join('&')}`
  return { title: TITLES[board], url }
}

/** Grafana's syntax for a label of the clicked series. */
export function clickedLabel(label: string): string {
  return `\${__field.labels.${label}}`
}

/** Variables of the labels' names, with the values that the clicked series has. */
export function clickedLabels(...labels: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(labels.map(label => [label, clickedLabel(label)]))
}

/** Grafana's syntax for a cell of the clicked row. */
export function clickedCell(column: string): string {
  return `\${__data.fields["${column}"]}`
}

/** Variables of several values with these values on this dashboard, as Grafana writes them into an address. */
export function sameChoices(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map(name => [name, `\${${name}:queryparam}`]))
}

/** Variables with their values on this dashboard. */
export function sameVariables(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map(name => [name, `\${${name}}`]))
}
