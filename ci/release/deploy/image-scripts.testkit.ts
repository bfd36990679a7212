import { milliseconds } from '../../../lib/duration.ts'
import { REFUSED, SERVER_ERROR } from '../core/gate/gate.testkit.ts'
import type { Reply } from '../core/gate-run/simulated.testkit.ts'

/** What a pod of an image is like at an age, as the kubelet and the app would have it. Texts are those of Kubernetes 1.34. */
export interface ImageScript {
  /** Ready from this age on, in seconds; never when absent. */
  readonly readyAfter?: number
  /** Not ready any more from this age on, though it runs. */
  readonly readyUntil?: number
  /** The container's status where it is not running well; undefined when it is. `ready` goes with it. */
  readonly trouble?: (ageSeconds: number) => ContainerTrouble | undefined
  readonly events?: (ageSeconds: number) => readonly ScriptedEvent[]
  /** Fields of the pod's status besides. */
  readonly status?: (ageSeconds: number) => Readonly<Record<string, unknown>>
  readonly log?: string
  /** Why the API server creates no pod. */
  readonly denial?: string
  /** What a ready pod answers on a path; the release is added. */
  readonly reply?: (path: string, index: number) => Reply
  /** Whether the pods have a readiness probe; without one a running container is ready. */
  readonly hasNoReadiness?: boolean
}

interface ContainerTrouble {
  readonly state: Readonly<Record<string, unknown>>
  readonly lastState?: Readonly<Record<string, unknown>>
  readonly restartCount?: number
  /** Running and ready in spite of it. */
  readonly ready?: boolean
}

interface ScriptedEvent {
  readonly reason: string
  readonly message: string
  readonly count?: number
}

const BACK_OFF = { reason: 'CrashLoopBackOff', message: 'back-off 10s restarting failed container=app pod=app' }

/** Ends at an age, and again ten seconds after each start. */
function endsAt(seconds: number, terminated: Readonly<Record<string, unknown>>) {
  return (age: number): ContainerTrouble | undefined => {
    if (age < seconds) return undefined
    const restartCount = 1 + Math.floor((age - seconds) / 12)
    return { state: { waiting: BACK_OFF }, lastState: { terminated }, restartCount }
  }
}

function waits(reason: string, message = '') {
  return (): ContainerTrouble => ({ state: { waiting: { reason, message } } })
}

function pulls(why: string) {
  const message = `Failed to pull image "IMAGE": ${why}`
  return {
    trouble: waits('ImagePullBackOff', 'Back-off pulling image "IMAGE"'),
    events: (age: number) => [{ reason: 'Failed', message, count: age < 5 ? 1 : 2 }],
  }
}

const GOOD: ImageScript = { readyAfter: 3 }
const OOM = { reason: 'OOMKilled', exitCode: 137 }

/** What images do, by name. */
export const IMAGE_SCRIPTS = {
  good: GOOD,
  'slow-start': { readyAfter: 28 },
  'oom-at-start': { trouble: endsAt(2, OOM) },
  'oom-under-load': { ...GOOD, trouble: endsAt(40, OOM) },
  'oom-later': { ...GOOD, trouble: endsAt(400, OOM) },
  'oom-too-late': { ...GOOD, trouble: endsAt(2400, OOM) },
  'crash-later': { ...GOOD, trouble: endsAt(400, { reason: 'Error', exitCode: 1 }), log: 'Error: no such user: 7' },
  'liveness-kill-later': {
    ...GOOD,
    trouble: endsAt(400, { reason: 'Error', exitCode: 137 }),
    events: (age: number) =>
      age < 400 ? [] : [{ reason: 'Killing', message: 'Container app failed liveness probe, will be restarted' }],
  },
  // It is killed for its memory once, and serves again.
  'oom-once': {
    ...GOOD,
    trouble: (age: number) =>
      age < 400 ? undefined : { state: { running: {} }, lastState: { terminated: OOM }, restartCount: 1, ready: true },
  },
  'image-missing': pulls('rpc error: code = NotFound desc = failed to resolve reference "IMAGE": IMAGE: not found'),
  'registry-403': pulls(
    'failed to resolve reference "IMAGE": unexpected status from HEAD request to https://registry.example/v2/web/manifests/x: 403 Forbidden',
  ),
  'key-missing': {
    trouble: waits('CreateContainerConfigError', "couldn't find key db-url in Secret leadline/database"),
  },
  'volume-missing': {
    trouble: waits('ContainerCreating'),
    status: () => ({ phase: 'Pending' }),
    events: () => [
      { reason: 'FailedMount', message: 'MountVolume.SetUp failed for volume "c" : configmap "absent" not found' },
    ],
  },
  quota: {
    denial:
      'pods "app-x" is forbidden: exceeded quota: leadline, requested: limits.memory=76Mi, used: limits.memory=900Mi, limited: limits.memory=950Mi',
  },
  'pod-security': {
    denial:
      'pods "app-x" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false)',
  },
  'never-ready': {
    events: () => [
      { reason: 'Unhealthy', message: 'Readiness probe failed: HTTP probe failed with statuscode: 503', count: 9 },
    ],
  },
  'crash-with-stack': {
    trouble: endsAt(1, {
      reason: 'Error',
      exitCode: 1,
      message:
        'file:///app/db.ts:3\n\nError: no such table: visits\n    at open (file:///app/db.ts:3:9)\n\nNode.js v24.21.0\n',
    }),
  },
  'cannot-reach': {
    trouble: endsAt(1, { reason: 'Error', exitCode: 1 }),
    log: 'Error: connect ECONNREFUSED 10.43.0.7:5432\n',
  },
  // The Deployment counts it as available between two crashes.
  'crash-without-readiness': {
    hasNoReadiness: true,
    readyAfter: 0,
    trouble: (age: number) =>
      age < 15
        ? undefined
        : {
            state: { running: {} },
            lastState: { terminated: { reason: 'Error', exitCode: 3 } },
            restartCount: Math.floor(age / 15),
            ready: true,
          },
  },
  'liveness-kill': {
    trouble: endsAt(33, { reason: 'Error', exitCode: 137 }),
    readyAfter: 5,
    events: (age: number) =>
      age < 33
        ? []
        : [
            { reason: 'Unhealthy', message: 'Liveness probe failed: HTTP probe failed with statuscode: 500' },
            { reason: 'Killing', message: 'Container app failed liveness probe, will be restarted' },
          ],
  },
  // Its loop never ends from then on; the kubelet kills it half a minute later.
  'stops-answering': {
    readyAfter: 3,
    readyUntil: 25,
    events: (age: number) =>
      age < 25
        ? []
        : [
            {
              reason: 'Unhealthy',
              message:
                'Readiness probe failed: Get "http://10.0.0.2:8080/readyz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
            },
          ],
  },
  'node-lost': {
    status: () => ({
      phase: 'Failed',
      reason: 'NodeLost',
      message: 'Node worker which was running the pod is unresponsive',
    }),
  },
  'half-500': { ...GOOD, reply: (_, index) => (index % 2 === 0 ? {} : { failure: SERVER_ERROR }) },
  // Good while a gate judges it.
  'half-500-later': {
    ...GOOD,
    reply: (_, index) => (index > 3000 && index % 2 === 0 ? { failure: SERVER_ERROR } : {}),
  },
  'errors-3-percent': { ...GOOD, reply: (_, index) => (index % 33 === 7 ? { failure: SERVER_ERROR } : {}) },
  slow: { ...GOOD, reply: () => ({ took: milliseconds(900) }) },
  'errors-on-ingress': { ...GOOD, reply: path => (path === 'ingress' ? { failure: SERVER_ERROR } : {}) },
  'broken-always': { ...GOOD, reply: () => ({ failure: REFUSED, release: undefined }) },
} as const satisfies Readonly<Record<string, ImageScript>>

export type ImageName = keyof typeof IMAGE_SCRIPTS

/** The script of an image by its reference, `registry.example/NAME@sha256:…`; that of a good one where none is named. */
export function scriptOf(image: string): ImageScript {
  const [, name = 'good'] = /\/([a-z0-9-]+)[@:]/.exec(image) ?? []
  return (IMAGE_SCRIPTS as Readonly<Record<string, ImageScript>>)[name] ?? GOOD
}
