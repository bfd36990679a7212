import { seconds } from '../../../../lib/duration.ts'
import { textAt } from '../../../../lib/json/path.ts'
import { type Explanation, explain } from './explanation.ts'
import type { Finding } from './finding.ts'
import { type ContainerView, conditionOf, containersIn, eventsAbout, lastEnd, waitingReason } from './rollout-scene.ts'
import { safeLine } from './safe-line.ts'
import { ageOf, eventLine, nameOf, type Sign } from './sign.ts'

/** Why a container cannot be created, by the kubelet's texts. The first that matches counts; the last matches everything. */
const CAUSES: readonly Explanation[] = [
  {
    code: 'config-key-missing',
    pattern: /couldn't find key (\S+) in (ConfigMap|Secret) (?:[\w.-]+\/)?([\w.-]+)/i,
    what: ([, key, kind, name]) => `The key ${key} is missing in the ${kind} ${name}`,
    fix: 'Put it there; a Secret is made by hand, and docs/install.md, "Secrets", has the command.',
  },
  {
    code: 'secret-missing',
    pattern: /secrets? "([^"]+)" not found/,
    what: ([, name]) => `The Secret ${name} does not exist`,
    fix: 'Make it: docs/install.md, "Secrets", has the command.',
  },
  {
    code: 'config-map-missing',
    pattern: /configmaps? "([^"]+)" not found/,
    what: ([, name]) => `The ConfigMap ${name} does not exist`,
    fix: 'Deploy the whole release set, which holds every ConfigMap that a pod names, or correct the name.',
  },
  {
    code: 'runs-as-root',
    pattern: /runAsNonRoot and image (?:will run as root|has non-numeric user \(([^)]*)\))/,
    what: ([, user]) =>
      user === undefined
        ? 'The image runs as root, which the pod forbids'
        : `The image runs as the named user "${user}", of which the kubelet cannot see that it is not root`,
    fix: 'Let the image run as a user by number: USER 1000.',
  },
  {
    code: 'command-missing',
    pattern: /exec: "([^"]*)":? (?:stat [^:]+: )?(?:executable file )?(?:no such file or directory|not found)/,
    what: ([, command]) => `The command ${command} is not in the image`,
    fix: 'Correct the command of the manifest, or the image.',
  },
  {
    code: 'command-denied',
    pattern: /exec: "([^"]*)":? (?:stat [^:]+: )?permission denied/,
    what: ([, command]) => `The command ${command} may not be executed by the user of the pod`,
    fix: 'Make it executable for everyone in the image (chmod a+rx).',
  },
  {
    code: 'platform-mismatch',
    pattern: /exec format error/,
    what: () => 'The image is for processors of another kind than the node’s',
    fix: 'Build it for every platform that images.platforms in k8s/site.yaml names.',
  },
  {
    code: 'container-not-created',
    pattern: /([\s\S]*)/,
    what: ([, message]) => `The container cannot be started: ${message}`,
    fix: 'Change the manifest or the image as the message says.',
  },
]

const WAITING: readonly string[] = ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError']
const START_ERROR = 'StartError'

/** Containers that cannot even start. */
export const unstarted: Sign = scene =>
  containersIn(scene).flatMap(container => {
    const message = startMessage(container)
    if (message === undefined) return []
    const evidence = [safeLine(`pod ${nameOf(container)}: ${waitingReason(container) || START_ERROR}: ${message}`)]
    return [finding(message, evidence)]
  })

function startMessage(container: ContainerView): string | undefined {
  if (WAITING.includes(waitingReason(container))) return textAt(container.status, 'state', 'waiting', 'message')
  const end = lastEnd(container)
  return textAt(end, 'reason') === START_ERROR ? textAt(end, 'message') : undefined
}

function finding(message: string, evidence: readonly string[]): Finding {
  const { code, what, fix } = explain(message, CAUSES)
  return { code, faultOf: 'release', isFinal: true, what: safeLine(what), fix, evidence }
}

/** Attaching a disk may take a while; a ConfigMap that does not exist is none. */
const MOUNT_PATIENCE = seconds(60)

/** The kubelet makes a pod's sandbox when all its volumes are mounted, and says so; the events of those that were late stay. */
const SANDBOX_READY = 'PodReadyToStartContainers'

/** Volumes that cannot be mounted: no status says so, only events do. */
export const unmounted: Sign = scene =>
  scene.pods.flatMap(pod => {
    if (textAt(pod, 'status', 'phase') !== 'Pending' || conditionOf(pod, SANDBOX_READY) !== undefined) return []
    const event = eventsAbout(scene, pod).findLast(({ reason }) => /^Failed(Mount|AttachVolume)$/.test(reason))
    if (event === undefined) return []
    const [, volume = ''] = /volume "([^"]+)"/.exec(event.message) ?? []
    const named = finding(event.message, [eventLine(event)])
    if (named.code !== 'container-not-created') return [named]
    return [
      {
        ...named,
        code: 'volume-not-mounted',
        faultOf: 'setup' as const,
        isFinal: ageOf(pod, scene.now) >= MOUNT_PATIENCE,
        what: safeLine(`The volume ${volume} cannot be mounted: ${event.message}`),
        fix: 'Check the volume claim and the node that holds its data.',
      },
    ]
  })
