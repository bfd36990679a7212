import type { Known } from './known.ts'
import { parseIncident } from './parse.ts'

/** What the project of the tests has. */
const KNOWN: Known = {
  slos: [
    { id: 'web-edge', service: 'web' },
    { id: 'web-ingress', service: 'web' },
  ],
  alerts: ['ContainerOOMKilled', 'KubeNodeNotReady', 'WebEdge'],
  policies: ['heap-fits', 'resources'],
  runbooks: ['container-memory'],
  images: ['oom-at-start', 'slow'],
  ends: ['done', 'rolled-back-by-gate', 'rolled-back-by-rollout'],
}

/** The file of an incident with everything in it, and nothing wrong. */
export const GOOD = `name: Crash loop
severity: SEV-2
slos: [web-edge, web-ingress]
started: 2026-02-05T21:14:00Z
ended: 2026-02-05T21:35:00Z
times:
  detected: 2026-02-05T21:15:00Z
  diagnosed: 2026-02-05T21:24:00Z
  mitigated: 2026-02-05T22:30:00+01:00
signals:
  - { at: 0s, error_ratio: 0.5 }
  - { at: 16m, error_ratio: 0.4 }
paths:
  edge: { ends: status, status: 502, answered_by: ingress }
  app: { ends: refused, phase: connect, share: 0.5, alive: false }
series:
  - metric: restarts_total
    labels: { pod: app-1 }
    before: 0
    steps: [{ at: 1m, value: 2, to: 4 }, { at: 3m, value: absent }]
  - metric: created
    steps: [{ at: 0s, value: 2026-02-05T21:13:00Z }]
alerts:
  - { alert: WebEdge, severity: page, from: 1m, by: 2m, ends_from: 50m, ends_by: 52m }
  - { alert: ContainerOOMKilled, labels: { pod: app-1 }, by: 2m }
silent:
  - { alert: KubeNodeNotReady }
  - { alert: WebEdge, severity: ticket }
pages: 1
fault_domain: app
deploys:
  - { image: oom-at-start, ends: rolled-back-by-rollout, within: 60s, says: OOMKilled }
actions:
  - { action: Raise the limit, owner: platform, proof: { manifest: { object: Deployment/app, path: spec.a, at_least: 76Mi } } }
  - { action: Keep the heap below, owner: platform, proof: { policy: heap-fits } }
  - { action: Alert on the kill, owner: platform, proof: { alert: ContainerOOMKilled } }
  - { action: Test it, owner: platform, proof: { test: { file: a.test.ts, title: it fits } } }
  - { action: Write it down, owner: on-call, proof: { runbook: { name: container-memory, says: limit } } }
  - { action: Think of the rest, owner: on-call }
`

/** Reads the text of an incident's file. */
export function read(text: string) {
  return parseIncident({ path: 'incident.yaml', text }, KNOWN)
}
