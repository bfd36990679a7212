import type { Page } from '../../stack/contract/page.ts'
import type { Site } from './document.ts'
import type { SloFigures, Snapshot, Status } from './status.ts'

/** Examples that the tests of several files share. */
export const NOW = '2026-02-05T12:06:22.000Z'

export const SITE: Site = {
  url: 'https://leadline.localhost:17443/',
  release: 'v1.4.2',
  instance: 'web-1',
  standIns: [],
  hasDashboards: false,
}

/** An SLO that is well, except for what is given. */
export function figures(changes: Partial<SloFigures> = {}): SloFigures {
  return {
    id: 'web-edge-availability',
    service: 'web',
    name: 'edge-availability',
    description: 'A visitor gets the home page.',
    objective: 0.999,
    periodDays: 30,
    periodSli: 0.99997,
    budgetRemaining: 0.971,
    burnRate5m: 0,
    burnRate1h: 0.04,
    ...changes,
  }
}

/** An SLO of which only the definition is known. */
export const DEFINED = {
  id: 'web-edge-latency',
  service: 'web',
  name: 'edge-latency',
  description: 'The page comes within 300 ms.',
  objective: 0.99,
}

/** A page that fires, except for what is given. */
export function page(changes: Partial<Page> = {}): Page {
  return {
    id: 'one',
    severity: 'page',
    status: 'firing',
    startedAt: '2026-02-05T12:01:40.000Z',
    title: 'web-edge-availability burns its error budget',
    slos: ['web-edge-availability'],
    faultDomain: 'ingress',
    evidence: ['edge answers 502 by itself', 'ingress refuses connections', 'app answers 200'],
    burnRate: 412,
    lasts: '43 min',
    runbook: 'docs/runbooks/WebEdgeAvailability.md',
    ...changes,
  }
}

/** A fresh status on which all is well, except for what is given. */
export function status(snapshot: Partial<Snapshot> = {}, changes: Partial<Status> = {}): Status {
  const well: Snapshot = { takenAt: '2026-02-05T12:06:18.000Z', slos: [figures()], faultDomain: 'none' }
  return {
    snapshot: { ...well, ...snapshot },
    silentSince: undefined,
    pages: { source: 'answering', pages: [] },
    definitions: [],
    ...changes,
  }
}
