import type { Diagnostic } from '../../lib/diagnostic.ts'
import { parseAlertWindows } from '../formats/alert-windows.ts'
import { parseSlos } from '../parse.ts'
import type { ProbeCatalogue } from '../parse-sli.ts'
import type { DiagnosticEntry } from './entry.ts'

/** The probes that examples name. */
export const EXAMPLE_PROBES: ProbeCatalogue = {
  probes: [
    { name: 'home', paths: ['edge', 'ingress', 'app'], intervalSeconds: 5 },
    { name: 'slow', paths: ['edge'], intervalSeconds: 60 },
  ],
  bucketBoundsSeconds: [0.1, 0.3, 1],
}

/** What reading an example's text reports. */
export function diagnose(text: string, of: DiagnosticEntry['of']): readonly Diagnostic[] {
  const file = { path: of === 'windows' ? 'windows/30d.yaml' : 'slo/web.yaml', text }
  return (of === 'windows' ? parseAlertWindows([file]) : parseSlos([file], EXAMPLE_PROBES)).diagnostics
}
