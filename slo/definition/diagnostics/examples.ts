import { type Diagnostic, diagnosticAt, type SourceFile } from '../../../lib/diagnostic/diagnostic.ts'
import { meets } from '../../../lib/promql/selector.ts'
import type { ProbeCatalogue } from '../../../services/prober/contract/catalogue.ts'
import { selectedSeries, selectionProblem } from '../../report/selected-series.ts'
import { parseSimulation } from '../../timeline/parse-simulation.ts'
import { parseAlertWindows } from '../alert-windows.ts'
import { parseSlos } from '../parse.ts'
import type { DiagnosticEntry } from './entry.ts'

/** The probes that examples name. */
export const EXAMPLE_PROBES: ProbeCatalogue = {
  probes: [
    { name: 'home', paths: ['edge', 'ingress', 'app'], intervalSeconds: 5 },
    { name: 'slow', paths: ['edge'], intervalSeconds: 60 },
  ],
  bucketBoundsSeconds: [0.1, 0.3, 1],
}

/** Who reads each kind of example, and what its file is called. */
const READERS = {
  slos: { path: 'slo/web.yaml', read: (file: SourceFile) => parseSlos([file], EXAMPLE_PROBES) },
  windows: { path: 'windows/30d.yaml', read: (file: SourceFile) => parseAlertWindows([file]) },
  live: { path: 'slo/web.yaml', read: readLive },
  incident: { path: 'incident.yaml', read: (file: SourceFile) => parseSimulation(file) },
} as const

/** The labels of the one metric that the Prometheus of examples has. */
const EXAMPLE_SERIES: Readonly<Record<string, readonly string[]>> = { code: ['200', '404', '503'], job: ['web'] }

/** What `validate --prometheus URL` adds: the selectors that match nothing there. */
function readLive(file: SourceFile): { readonly diagnostics: readonly Diagnostic[] } {
  const { value, diagnostics } = parseSlos([file], EXAMPLE_PROBES)
  const defined = value.flatMap(({ documents }) => documents.flatMap(({ slos }) => slos))
  const live = defined.flatMap(({ slo, range = [0, 1] }) =>
    selectedSeries(slo).flatMap(series => {
      const { metric, matchers } = series.selector
      const hasMetric = metric === 'http_requests_total'
      const isMet = matchers.every(matcher => EXAMPLE_SERIES[matcher.label]?.some(value => meets(matcher, value)))
      if (hasMetric && isMet) return []
      const problem = selectionProblem(series, { hasMetric, values: hasMetric ? EXAMPLE_SERIES : {} })
      return [diagnosticAt(file, range, problem)]
    }),
  )
  return { diagnostics: [...diagnostics, ...live] }
}

/** What reading an example's text reports. */
export function diagnose(text: string, of: DiagnosticEntry['of']): readonly Diagnostic[] {
  const { path, read } = READERS[of ?? 'slos']
  return read({ path, text }).diagnostics
}
