import type { DiagnosticEntries } from './entry.ts'
import { INCIDENT_ENTRIES } from './incident-entries.ts'
import { QUERY_ENTRIES } from './query-entries.ts'
import { SENSE_ENTRIES } from './sense-entries.ts'
import { SLO_ENTRIES } from './slo-entries.ts'
import { YAML_ENTRIES } from './yaml-entries.ts'

/** Every code that reading SLOs can report. */
export const DIAGNOSTIC_ENTRIES: DiagnosticEntries = {
  ...YAML_ENTRIES,
  ...SLO_ENTRIES,
  ...QUERY_ENTRIES,
  ...SENSE_ENTRIES,
  ...INCIDENT_ENTRIES,
}
