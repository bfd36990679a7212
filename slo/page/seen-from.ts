import { by } from '../../lib/promql/write-grouping.ts'
import { type Matchers, selector } from '../../lib/promql/write-selector.ts'
import { LABELS } from '../../services/prober/contract/labels.ts'
import { METRICS } from '../../services/prober/contract/names.ts'
import { FROM_ELSEWHERE } from '../../services/prober/contract/vantage.ts'
import { ofNamedRoute, queryOfNamedRoute } from './named-route.ts'

/** Which part of a route fails as seen from elsewhere, a sentence after a space for each vantage; nothing where there is none. */
export function seenFrom(probe: string, path: string): string {
  const route: Matchers = { [LABELS.probe]: probe, [LABELS.path]: path }
  const failing = failingPart(metric => selector(metric, FROM_ELSEWHERE, route))
  return sentences(`query \`${failing}\``, ' ')
}

/** The same of the route that an alert names by its labels, which are known only as it fires. */
export function routeSeenFrom(): string {
  const failing = failingPart(metric => ofNamedRoute(metric, FROM_ELSEWHERE))
  return sentences(queryOfNamedRoute(failing), '{{ if $index }} {{ end }}')
}

function failingPart(of: (metric: string) => string): string {
  const rate = (metric: string) => `sum ${by(LABELS.vantage)} (rate(${of(metric)}[2m]))`
  return `${rate(METRICS.failures)} / (${rate(METRICS.probes)} > 0)`
}

function sentences(query: string, before: string): string {
  const one = `${before}Seen from {{ .Labels.${LABELS.vantage} }}: {{ .Value | humanizePercentage }} of it fails.`
  return `{{ range $index, $seen := ${query} | sortByLabel "${LABELS.vantage}" }}${one}{{ end }}`
}
