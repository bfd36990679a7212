import type { ClusterEvent, RolloutScene } from './rollout-scene.ts'

const NOW = new Date('2026-11-28T12:00:00Z')

/** A time before the moment of the scenes. */
export function ago(seconds: number): string {
  return new Date(NOW.getTime() - seconds * 1000).toISOString()
}

const CONTAINER = {
  name: 'app',
  image: 'ghcr.io/example/web@sha256:00404429',
  command: ['node', '--max-old-space-size=40', 'services/web/main.ts'],
  resources: { requests: { cpu: '50m', memory: '76Mi' }, limits: { memory: '76Mi' } },
  startupProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1, failureThreshold: 30 },
  readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 2 },
  livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 10 },
}

interface PodChanges {
  readonly name?: string
  readonly ageSeconds?: number
  /** The status of the one container. */
  readonly container?: Readonly<Record<string, unknown>>
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly spec?: Readonly<Record<string, unknown>>
  readonly status?: Readonly<Record<string, unknown>>
}

/** A pod as the API server writes it; ready unless something is changed. */
export function pod({ name = 'app-6c9-x2x', ageSeconds = 30, container, metadata, spec, status }: PodChanges = {}) {
  const ready = { ready: true, started: true, restartCount: 0, state: { running: { startedAt: ago(ageSeconds - 2) } } }
  return {
    metadata: { name, uid: `uid-${name}`, creationTimestamp: ago(ageSeconds), ...metadata },
    spec: { nodeName: 'worker', containers: [CONTAINER], ...spec },
    status: {
      phase: 'Running',
      conditions: [{ type: 'PodScheduled', status: 'True' }],
      containerStatuses: [{ name: 'app', ...ready, ...container }],
      ...status,
    },
  }
}

/** An event about a pod of that name. */
export function event(
  reason: string,
  message: string,
  { of = 'app-6c9-x2x', count = 1, secondsAgo = 5 } = {},
): ClusterEvent {
  return { about: `uid-${of}`, reason, message, count, at: new Date(ago(secondsAgo)) }
}

/** A scene at the moment of the tests; a Deployment that rolls out, with nothing wrong. */
export function scene(parts: Partial<RolloutScene> = {}): RolloutScene {
  const conditions = [{ type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message: '' }]
  const deployment = { metadata: { name: 'app' }, spec: { progressDeadlineSeconds: 120 }, status: { conditions } }
  return { deployment, pods: [], events: [], logs: new Map(), nodes: new Map(), now: NOW, ...parts }
}

/** A Deployment with one condition. */
export function deploymentWith(condition: Readonly<Record<string, string>>) {
  return {
    metadata: { name: 'app' },
    spec: { progressDeadlineSeconds: 120 },
    status: { conditions: [{ status: 'True', ...condition }] },
  }
}
