import { expect, test } from 'vitest'
import { diagnose } from './diagnosis.ts'
import { sentenceOf } from './finding.ts'
import type { RolloutScene } from './rollout-scene.ts'
import { ago, deploymentWith, event, pod, scene } from './scene.testkit.ts'
import { sceneSince } from './scene-since.ts'

const BACK_OFF = 'back-off 40s restarting failed container=app pod=app-6c9-x2x_leadline(0b1)'

function waiting(reason: string, message = '') {
  return { ready: false, started: false, state: { waiting: { reason, message } } }
}

function ended(terminated: Readonly<Record<string, unknown>>, restartCount: number) {
  return { ...waiting('CrashLoopBackOff', BACK_OFF), lastState: { terminated }, restartCount }
}

interface Case {
  readonly name: string
  readonly scene: Partial<RolloutScene>
  readonly code: string
  readonly isFinal?: boolean
  readonly faultOf?: string
  readonly says: RegExp
}

/** A pod whose container was killed for its memory limit, once. */
function killedFor(changes: Readonly<Record<string, unknown>>, memory: string) {
  const killed = pod({ container: ended({ reason: 'OOMKilled', exitCode: 137 }, 1) })
  const containers = [{ name: 'app', ...changes, resources: { limits: { memory } } }]
  return { ...killed, spec: { ...killed.spec, containers } }
}

/** The texts are those of a Kubernetes 1.34 with containerd. */
const CASES: readonly Case[] = [
  {
    name: 'a first kill for memory is final, though no event mentions it',
    scene: { pods: [pod({ container: ended({ reason: 'OOMKilled', exitCode: 137 }, 1) })] },
    code: 'out-of-memory',
    says: /^The container app was killed because it took more memory than its limit of 76Mi \(OOMKilled\)\. Raise the memory limit.* heap may take 40 MiB/,
  },
  {
    name: 'a heap that may grow above the container’s limit is the cause, with what to set',
    scene: { pods: [killedFor({ command: ['node', '--max-old-space-size=90', 'main.ts'] }, '40Mi')] },
    code: 'out-of-memory',
    says: /than its limit of 40Mi \(OOMKilled\): the heap limit of 90 MiB exceeds the container’s limit\. Set --max-old-space-size=28, 70 % of the limit, or raise the memory limit to 129Mi\.$/,
  },
  {
    name: 'Node’s own heap limit, which does not look at small containers, is the cause',
    scene: { pods: [killedFor({ command: ['/usr/local/bin/node', 'main.ts'] }, '128Mi')] },
    code: 'out-of-memory',
    says: /of 128Mi \(OOMKilled\): Node’s own heap limit of 259 MiB exceeds the container’s limit\. Set --max-old-space-size=89, 70 % of the limit, or raise the memory limit to 370Mi\.$/,
  },
  {
    name: 'a program that is not known to be Node has no heap to name',
    scene: { pods: [killedFor({ command: ['/bin/shop'] }, '128Mi')] },
    code: 'out-of-memory',
    says: /of 128Mi \(OOMKilled\)\. Raise the memory limit, or find what takes more than before\.$/,
  },
  {
    name: 'a kill for memory of a pod that runs again and is ready is found too',
    scene: {
      pods: [
        pod({ container: { restartCount: 1, lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } } } }),
      ],
    },
    code: 'out-of-memory',
    says: /OOMKilled/,
  },
  {
    name: 'a full heap of JavaScript is named with its size',
    scene: {
      pods: [pod({ container: ended({ reason: 'Error', exitCode: 134 }, 1) })],
      logs: new Map([
        ['app-6c9-x2x/app', ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory']],
      ]),
    },
    code: 'heap-full',
    says: /JavaScript heap of 40 MiB was full \(exit code 134\)/,
  },
  {
    name: 'exit code 137 after a failed liveness probe is the kubelet’s',
    scene: {
      pods: [pod({ container: ended({ reason: 'Error', exitCode: 137 }, 1) })],
      events: [
        event('Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 500'),
        event('Killing', 'Container app failed liveness probe, will be restarted'),
      ],
    },
    code: 'liveness-killed',
    says: /killed by the kubelet: GET \/healthz answers 500\./,
  },
  {
    name: 'exit code 137 of unknown origin is an accident once',
    scene: { pods: [pod({ container: ended({ reason: 'Error', exitCode: 137 }, 1) })] },
    code: 'killed',
    isFinal: false,
    says: /neither the kubelet nor the memory limit/,
  },
  {
    name: 'a crash says the error of its stack, with its secrets hidden',
    scene: {
      pods: [
        pod({
          container: ended(
            {
              reason: 'Error',
              exitCode: 1,
              message:
                'file:///app/db.ts:3\n\nError: cannot reach postgres://web:hunter2@db:5432 with password=hunter2\n    at open (file:///app/db.ts:3:9)\n\nNode.js v24.21.0\n',
            },
            2,
          ),
        }),
      ],
    },
    code: 'crash',
    says: /crashes again and again \(2 times\): Error: cannot reach postgres:\/\/<hidden>@db:5432 with password=<hidden> \(exit code 1\)/,
  },
  {
    name: 'a crash says its error also where the log goes on after the stack',
    scene: {
      pods: [
        pod({
          container: ended(
            {
              reason: 'Error',
              exitCode: 1,
              message: "Error: connect ECONNREFUSED\n    at open (file:///app/db.ts:3:9) {\n  code: 'X'\n}\n",
            },
            2,
          ),
        }),
      ],
    },
    code: 'crash',
    says: /: Error: connect ECONNREFUSED \(exit code 1\)/,
  },
  {
    name: 'a first crash may be an accident',
    scene: { pods: [pod({ container: ended({ reason: 'Error', exitCode: 3 }, 1) })] },
    code: 'crash',
    isFinal: false,
    says: /crashes: exit code 3, and its log is empty/,
  },
  {
    name: 'a crash loop that the Deployment reports as available is found',
    scene: {
      deployment: deploymentWith({ type: 'Progressing', reason: 'NewReplicaSetAvailable', message: '' }),
      pods: [pod({ container: { restartCount: 3, lastState: { terminated: { reason: 'Error', exitCode: 3 } } } })],
    },
    code: 'crash',
    says: /again and again \(3 times\)/,
  },
  {
    name: 'a process that ends by itself',
    scene: { pods: [pod({ container: ended({ reason: 'Completed', exitCode: 0 }, 2) })] },
    code: 'ends-by-itself',
    says: /ends by itself, without an error/,
  },
  {
    name: 'a command that is not in the image',
    scene: {
      pods: [
        pod({
          container: ended(
            {
              reason: 'StartError',
              exitCode: 128,
              message:
                'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/no/such/file": stat /no/such/file: no such file or directory: unknown',
            },
            1,
          ),
        }),
      ],
    },
    code: 'command-missing',
    says: /^The command \/no\/such\/file is not in the image\./,
  },
  {
    name: 'a ConfigMap that does not exist',
    scene: { pods: [pod({ container: waiting('CreateContainerConfigError', 'configmap "absent" not found') })] },
    code: 'config-map-missing',
    says: /^The ConfigMap absent does not exist\./,
  },
  {
    name: 'a key that a Secret does not have',
    scene: {
      pods: [
        pod({
          container: waiting('CreateContainerConfigError', "couldn't find key db-url in Secret leadline/database"),
        }),
      ],
    },
    code: 'config-key-missing',
    says: /^The key db-url is missing in the Secret database\./,
  },
  {
    name: 'a Secret that does not exist',
    scene: { pods: [pod({ container: waiting('CreateContainerConfigError', 'secret "database" not found') })] },
    code: 'secret-missing',
    says: /^The Secret database does not exist\. Make it/,
  },
  {
    name: 'an image that runs as root',
    scene: {
      pods: [
        pod({
          container: waiting(
            'CreateContainerConfigError',
            'container has runAsNonRoot and image will run as root (pod: "app_leadline(1)", container: app)',
          ),
        }),
      ],
    },
    code: 'runs-as-root',
    says: /^The image runs as root, which the pod forbids\./,
  },
  {
    name: 'a volume that does not exist is only in an event',
    scene: {
      pods: [
        pod({
          container: waiting('ContainerCreating'),
          status: { phase: 'Pending', containerStatuses: [{ name: 'app', ...waiting('ContainerCreating') }] },
        }),
      ],
      events: [event('FailedMount', 'MountVolume.SetUp failed for volume "c" : configmap "absent" not found')],
    },
    code: 'config-map-missing',
    says: /^The ConfigMap absent does not exist\./,
  },
  {
    name: 'a quota without room',
    scene: {
      deployment: deploymentWith({
        type: 'ReplicaFailure',
        reason: 'FailedCreate',
        message:
          'pods "big" is forbidden: exceeded quota: q, requested: limits.memory=250Mi,requests.memory=150Mi, used: limits.memory=0,requests.memory=0, limited: limits.memory=200Mi,requests.memory=100Mi',
      }),
    },
    code: 'quota-exceeded',
    faultOf: 'setup',
    says: /The quota q has no room for another pod: it wants limits\.memory=250Mi,requests\.memory=150Mi/,
  },
  {
    name: 'a quota that wants limits',
    scene: {
      deployment: deploymentWith({
        type: 'ReplicaFailure',
        message: 'pods "noreq" is forbidden: failed quota: q: must specify limits.memory for: a; requests.cpu for: a',
      }),
    },
    code: 'quota-unspecified',
    says: /only pods that specify limits\.memory for: a; requests\.cpu for: a\./,
  },
  {
    name: 'a denial of Pod Security',
    scene: {
      deployment: deploymentWith({
        type: 'ReplicaFailure',
        message:
          'pods "bare-9dddb6c67-pdffh" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "bare" must set securityContext.allowPrivilegeEscalation=false)',
      }),
    },
    code: 'pod-security',
    says: /Pod Security of the level restricted:latest refuses the pod: allowPrivilegeEscalation != false/,
  },
  {
    name: 'a node without memory, waited for',
    scene: {
      pods: [
        pod({
          ageSeconds: 70,
          status: {
            phase: 'Pending',
            containerStatuses: [],
            conditions: [
              {
                type: 'PodScheduled',
                status: 'False',
                reason: 'Unschedulable',
                message:
                  '0/1 nodes are available: 1 Insufficient memory. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
              },
            ],
          },
        }),
      ],
    },
    code: 'no-room',
    faultOf: 'setup',
    says: /^No node takes the pod: 0\/1 nodes are available: 1 Insufficient memory\. Free room/,
  },
  {
    name: 'a registry that refuses, twice; the digits of a digest are no answer of a registry',
    scene: {
      pods: [
        pod({
          container: waiting('ImagePullBackOff', 'Back-off pulling image "ghcr.io/example/web@sha256:00404429"'),
        }),
      ],
      events: [
        event(
          'Failed',
          'Failed to pull image "ghcr.io/example/web@sha256:00404429": failed to pull and unpack image "ghcr.io/example/web@sha256:00404429": failed to resolve reference: unexpected status from HEAD request to https://ghcr.io/v2/example/web/manifests/x: 403 Forbidden',
          { count: 2 },
        ),
      ],
    },
    code: 'image-denied',
    faultOf: 'setup',
    says: /the registry refuses the account of the node\. Check the pull secret/,
  },
  {
    name: 'a pull secret that nobody made',
    scene: {
      pods: [pod({ container: waiting('ErrImagePull', 'failed to authorize: 401 Unauthorized') })],
      events: [
        event(
          'FailedToRetrieveImagePullSecret',
          'Unable to retrieve some image pull secrets (registry); attempting to pull the image may not succeed.',
        ),
      ],
    },
    code: 'pull-secret-missing',
    faultOf: 'setup',
    says: /the pull secret registry does not exist in the namespace\. Make it/,
  },
  {
    name: 'an image that the registry does not have',
    scene: {
      pods: [pod({ container: waiting('ErrImagePull', 'failed to resolve reference "x": x: not found') })],
      events: [
        event('Failed', 'Failed to pull image "x": rpc error: code = NotFound desc = x: not found', { count: 2 }),
      ],
    },
    code: 'image-missing',
    says: /the registry has no such image/,
  },
  {
    name: 'a name of an image that cannot be one',
    scene: { pods: [pod({ container: waiting('InvalidImageName', "couldn't parse image name") })] },
    code: 'image-name',
    says: /its reference is none that a registry could have/,
  },
  {
    name: 'a container that is never ready says what its probe got',
    scene: {
      pods: [
        pod({ ageSeconds: 60, container: { ready: false, started: true, state: { running: { startedAt: ago(50) } } } }),
      ],
      events: [event('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503', { count: 20 })],
    },
    code: 'not-ready',
    isFinal: false,
    says: /has run for 50s and is not ready: GET \/readyz answers 503\./,
  },
  {
    name: 'a container that was ready, and has not been for ten seconds, is found before the kubelet kills it',
    scene: {
      pods: [
        pod({
          ageSeconds: 60,
          container: { ready: false, started: true, state: { running: { startedAt: ago(55) } } },
          status: { conditions: [{ type: 'ContainersReady', status: 'False', lastTransitionTime: ago(12) }] },
        }),
      ],
      events: [
        event('Unhealthy', 'Readiness probe failed: Get "http://10.0.0.2:8080/readyz": context deadline exceeded'),
      ],
    },
    code: 'stopped-answering',
    says: /was ready, and has not been for 12s: GET \/readyz does not answer in time\. Find what keeps it from answering/,
  },
  {
    name: 'a startup probe on a port that nothing listens on is named with the port',
    scene: {
      pods: [
        pod({
          spec: {
            containers: [
              {
                name: 'app',
                ports: [{ name: 'http', containerPort: 9999 }],
                startupProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1, failureThreshold: 30 },
              },
            ],
          },
          container: ended({ reason: 'Error', exitCode: 143 }, 1),
        }),
      ],
      events: [
        event(
          'Unhealthy',
          'Startup probe failed: Get "http://10.0.0.2:9999/healthz": dial tcp 10.0.0.2:9999: connect: connection refused',
        ),
        event('Killing', 'Container app failed startup probe, will be restarted'),
      ],
    },
    code: 'startup-killed',
    says: /had not started after 30 s: GET \/healthz on port 9999 is refused, so nothing listens there\./,
  },
  ...(
    [
      [
        'registry-plain-http',
        'failed to do request: Head "https://10.0.0.1:5000/v2/web/manifests/x": http: server gave HTTP response to HTTPS client',
        /the registry answers without TLS, and the node asks with TLS\. Give the registry TLS/,
        'setup',
      ],
      [
        'node-disk-full',
        'failed to extract layer sha256:00: write /var/lib/containerd/x: no space left on device',
        /the disk of the node is full/,
        'node',
      ],
    ] as const
  ).map(([code, text, says, faultOf]) => ({
    name: `a failed pull with ${code} is named`,
    scene: {
      pods: [pod({ container: waiting('ImagePullBackOff') })],
      events: [event('Failed', `Failed to pull image "web": ${text}`, { count: 2 })],
    },
    ...{ code, says, faultOf },
  })),
  {
    name: 'a slow start says how much of its time has passed',
    scene: {
      pods: [
        pod({
          ageSeconds: 28,
          container: { ready: false, started: false, state: { running: { startedAt: ago(25) } } },
        }),
      ],
      events: [
        event(
          'Unhealthy',
          'Startup probe failed: Get "http://10.0.0.2:8080/healthz": dial tcp 10.0.0.2:8080: connect: connection refused',
        ),
      ],
    },
    code: 'slow-start',
    isFinal: false,
    says: /has not started after 25s of 30s: GET \/healthz is refused, so nothing listens there\./,
  },
  {
    name: 'a pod that its node evicted is no word about the release',
    scene: {
      pods: [
        pod({
          status: {
            phase: 'Failed',
            reason: 'Evicted',
            message: 'The node was low on resource: ephemeral-storage. ',
            containerStatuses: [],
          },
        }),
      ],
    },
    code: 'pod-lost',
    faultOf: 'node',
    isFinal: false,
    says: /The node worker gave up a pod \(Evicted: The node was low on resource: ephemeral-storage\)/,
  },
  {
    name: 'a deadline where nothing else is seen',
    scene: {
      deployment: {
        metadata: { name: 'app' },
        spec: { progressDeadlineSeconds: 120 },
        status: {
          conditions: [
            {
              type: 'Progressing',
              status: 'False',
              reason: 'ProgressDeadlineExceeded',
              message: 'ReplicaSet "app-8489b8d4f4" has timed out progressing.',
            },
          ],
        },
      },
    },
    code: 'deadline',
    says: /The rollout of app made no progress for 2m\./,
  },
]

test.each(CASES)('$name', ({ scene: parts, code, isFinal = true, faultOf = 'release', says }) => {
  const [first] = diagnose(scene(parts))
  expect(first).toMatchObject({ code, isFinal, faultOf })
  expect(first && sentenceOf(first)).toMatch(says)
})

test('a healthy start and a healthy drain leave failed probes, and are no findings', () => {
  const events = [
    event('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
    event('Unhealthy', 'Startup probe failed: dial tcp 10.0.0.2:8080: connect: connection refused'),
    event('Killing', 'Stopping container app'),
  ]
  const draining = pod({
    name: 'app-old-1',
    metadata: { deletionTimestamp: ago(4) },
    container: { ready: false, restartCount: 0, state: { terminated: { reason: 'Error', exitCode: 143 } } },
  })
  expect(diagnose(scene({ pods: [pod(), draining], events }))).toEqual([])
})

test('a volume that was late and is mounted since is no finding: its pod pulls the image, or waits for it', () => {
  const late =
    'MountVolume.SetUp failed for volume "probes" : failed to sync configmap cache: timed out waiting for the condition'
  const events = [
    event('FailedMount', late, { secondsAgo: 69 }),
    event('FailedMount', 'MountVolume.SetUp failed for volume "c" : configmap "late" not found', { secondsAgo: 69 }),
  ]
  const found = (reason: string, isMounted: boolean) => {
    const conditions = [{ type: 'PodReadyToStartContainers', status: isMounted ? 'True' : 'False' }]
    const status = { phase: 'Pending', conditions }
    const pulling = pod({
      ageSeconds: 70,
      status: { ...status, containerStatuses: [{ name: 'app', ...waiting(reason) }] },
    })
    return diagnose(scene({ pods: [pulling], events })).map(({ code }) => code)
  }
  expect(found('ContainerCreating', true)).toEqual([])
  expect(found('ImagePullBackOff', true)).not.toContain('config-map-missing')
  expect(found('ContainerCreating', false)).toEqual(['config-map-missing'])
})

test('the record of a pod that its node has ended says nothing where all that are wanted are there', () => {
  const terminated = { reason: 'OOMKilled', exitCode: 137 }
  const pods = [
    pod({ name: 'app-6c9-old', container: { state: { terminated } }, status: { phase: 'Failed', reason: 'Evicted' } }),
    pod(),
  ]
  const metadata = { name: 'app', generation: 3 }
  const status = { observedGeneration: 3, replicas: 1, updatedReplicas: 1, availableReplicas: 1 }
  expect(diagnose(scene({ pods, deployment: { metadata, spec: { replicas: 1 }, status } }))).toEqual([])
  expect(diagnose(scene({ pods })).map(({ code }) => code)).toEqual(['pod-lost'])
})

test('the fault of a node comes before what follows from it', () => {
  const node = {
    metadata: { name: 'worker' },
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
        },
      ],
    },
  }
  const lost = pod({ container: { ready: false, started: true, state: { running: { startedAt: ago(50) } } } })
  const found = diagnose(scene({ pods: [lost], nodes: new Map([['worker', node]]) }))
  expect(found.map(({ code }) => code)).toEqual(['node-unwell', 'not-ready'])
  expect(found[0]?.evidence).toEqual(['Ready=Unknown NodeStatusUnknown: Kubelet stopped posting node status.'])
})

test('five hundred pods with one fault are one finding, found among ten thousand events', () => {
  const names = Array.from({ length: 500 }, (_, index) => `app-${index}`)
  const pods = names.map(name => pod({ name, container: ended({ reason: 'OOMKilled', exitCode: 137 }, 1) }))
  const events = Array.from({ length: 10_000 }, (_, index) =>
    event('BackOff', 'Back-off restarting failed container app in pod', { of: names[index % 500] ?? '' }),
  )
  const found = diagnose(scene({ pods, events }))
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({ code: 'out-of-memory', pods: 500 })
  expect(found[0]?.evidence.length).toBeLessThanOrEqual(8)
})

test('a container that lost its readiness a moment ago may have it back, and one that drains loses it as it should', () => {
  const lost = (secondsAgo: number, metadata = {}) =>
    pod({
      ageSeconds: 60,
      container: { ready: false, started: true, state: { running: { startedAt: ago(55) } } },
      status: { conditions: [{ type: 'ContainersReady', status: 'False', lastTransitionTime: ago(secondsAgo) }] },
      metadata: { name: 'app-6c9-x2x', uid: 'uid-app-6c9-x2x', creationTimestamp: ago(60), ...metadata },
    })
  expect(diagnose(scene({ pods: [lost(6)] }))).toEqual([])
  expect(diagnose(scene({ pods: [lost(30, { deletionTimestamp: ago(-10) })] }))).toEqual([])
})

test('a pod that lost its readiness before the release was applied says nothing about the release', () => {
  const lost = pod({
    ageSeconds: 900,
    container: { ready: false, started: true, state: { running: { startedAt: ago(890) } } },
    status: { conditions: [{ type: 'ContainersReady', status: 'False', lastTransitionTime: ago(300) }] },
  })
  const seen = scene({ pods: [lost] })
  expect(diagnose(seen).map(({ code }) => code)).toEqual(['stopped-answering'])
  expect(diagnose(sceneSince(seen, new Date(ago(60)))).filter(({ isFinal }) => isFinal)).toEqual([])
})

test('control characters and long lines of a log stay out of the evidence', () => {
  const log = [
    `\u001b[31mError: boom\u001b[0m \u0007${'x'.repeat(1_000_000)}`,
    'Authorization: Bearer abcdef0123456789',
  ]
  const found = diagnose(
    scene({
      pods: [pod({ container: ended({ reason: 'Error', exitCode: 1 }, 2) })],
      logs: new Map([['app-6c9-x2x/app', log]]),
    }),
  )
  const text = JSON.stringify(found)
  expect(text.length).toBeLessThan(3000)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  expect(text).not.toMatch(/[\u0000-\u001f]|\\u001b|abcdef0123456789/)
})
