import type { DiagnosticEntries } from './entry.ts'

/** A small incident file with one line changed. */
function incidentFile(
  parts: { readonly about?: string; readonly end?: string; readonly signals?: readonly string[] } = {},
): string {
  const signals = parts.signals ?? ['{ at: 0s, error_ratio: 0.5, rate: 12/s }', '{ at: 9m, error_ratio: 0.02 }']
  return [
    'name: Crash loop during an update',
    parts.about ?? 'service: web',
    'started: 2026-02-05T14:02:00Z',
    parts.end ?? 'duration: 21m',
    'signals:',
    ...signals.map(signal => `  - ${signal}`),
    '',
  ].join('\n')
}

const good = incidentFile()

/** What can be wrong with the file of an incident. */
export const INCIDENT_ENTRIES: DiagnosticEntries = {
  'one-subject': {
    why: 'An incident names the affected SLOs, or the service of which all SLOs are affected.',
    bad: incidentFile({ about: 'service: web\nslos: [web-edge-availability]' }),
    good,
    of: 'incident',
  },
  'empty-list': {
    why: 'An incident without signals, or without an SLO, would give an empty chart.',
    bad: `${incidentFile({ signals: [] }).trimEnd()} []\n`,
    good,
    of: 'incident',
  },
  'bad-time': {
    why: 'A timestamp without its time zone is ambiguous.',
    bad: incidentFile({ end: 'ended: 2026-02-05 14:23' }),
    good: incidentFile({ end: 'ended: 2026-02-05T14:23:00Z' }),
    of: 'incident',
  },
  'incident-end': {
    why: 'The length of an incident is given once: by its end or by its duration.',
    bad: incidentFile({ end: 'ended: 2026-02-05T13:23:00Z' }),
    good,
    of: 'incident',
  },
  'signal-order': {
    why: 'Each signal holds until the next one, so they must be in order.',
    bad: incidentFile({ signals: ['{ at: 9m, error_ratio: 1 }', '{ at: 3m, error_ratio: 0.1 }'] }),
    good: incidentFile({ signals: ['{ at: 3m, error_ratio: 1 }', '{ at: 9m, error_ratio: 0.1 }'] }),
    of: 'incident',
  },
}
