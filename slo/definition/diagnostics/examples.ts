import type { Diagnostic, SourceFile } from '../../../lib/diagnostic/diagnostic.ts'
import type { ProbeCatalogue } from '../../../services/prober/contract/catalogue.ts'
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
  incident: { path: 'incident.yaml', read: (file: SourceFile) => parseSimulation(file) },
} as const

/** What reading an example's text reports. */
export function diagnose(text: string, of: DiagnosticEntry['of']): readonly Diagnostic[] {
  const { path, read } = READERS[of ?? 'slos']
  return read({ path, text }).diagnostics
}
