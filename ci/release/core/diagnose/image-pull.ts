import { textAt } from '../../../../lib/json/path.ts'
import type { Finding } from './finding.ts'
import { type ContainerView, containersIn, eventsAbout, type RolloutScene, waitingReason } from './rollout-scene.ts'
import { safeLine } from './safe-line.ts'
import { eventLine, type Sign } from './sign.ts'

/** Why a registry gave no image: how containerd's text reads, what it means, and whether another try may work. */
interface PullFailure {
  readonly code: string
  readonly pattern: RegExp
  readonly because: string
  readonly fix: string
  readonly faultOf: Finding['faultOf']
  readonly mayPass?: true
}

/** The first that matches counts. */
const FAILURES: readonly PullFailure[] = [
  {
    code: 'image-rate-limited',
    pattern: /\b429\b|toomanyrequests|rate limit/i,
    because: 'the registry answers 429, too many requests',
    fix: 'Wait until the limit is over, or pull with an account: images.pull_secret in k8s/site.yaml.',
    faultOf: 'setup',
  },
  {
    code: 'image-platform',
    pattern: /no match for platform|does not match the specified platform|exec format error/i,
    because: 'it has no image for the platform of the node',
    fix: 'Build it for every platform that images.platforms in k8s/site.yaml names.',
    faultOf: 'release',
  },
  {
    code: 'image-denied',
    pattern: /\b40[13]\b|unauthorized|forbidden|denied|authorization failed|pull access|no basic auth credentials/i,
    because: 'the registry refuses the account of the node',
    fix: 'Check the pull secret that images.pull_secret in k8s/site.yaml names: that it exists in the namespace, and that its token may read the image and has not expired.',
    faultOf: 'setup',
  },
  {
    code: 'image-missing',
    pattern: /not found|manifest unknown|name unknown|\b404\b/i,
    because: 'the registry has no such image',
    fix: 'Push it, or deploy a digest that the registry has: npm run images -- pin.',
    faultOf: 'release',
  },
  {
    code: 'registry-plain-http',
    pattern: /server gave HTTP response to HTTPS client/i,
    because: 'the registry answers without TLS, and the node asks with TLS',
    fix: 'Give the registry TLS, or name it with http:// in /etc/rancher/k3s/registries.yaml of each node.',
    faultOf: 'setup',
  },
  {
    code: 'node-disk-full',
    pattern: /no space left on device/i,
    because: 'the disk of the node is full',
    fix: 'Make room on the node: crictl rmi --prune removes images that nothing uses.',
    faultOf: 'node',
  },
  {
    code: 'image-broken',
    pattern:
      /failed to extract layer|failed size validation|unexpected commit (?:digest|size)|invalid checksum|short read/i,
    because: 'what comes of it is not what its digest says',
    fix: 'Push the image once more, and remove what the node has of it (crictl rmi).',
    faultOf: 'release',
    mayPass: true,
  },
  {
    code: 'registry-certificate',
    pattern: /x509|certificate|tls: /i,
    because: 'the certificate of the registry is not trusted by the node',
    fix: 'Give the node the CA of the registry: /etc/rancher/k3s/registries.yaml.',
    faultOf: 'setup',
  },
  {
    code: 'registry-name',
    pattern: /no such host|server misbehaving|lookup /i,
    because: 'the name of the registry does not resolve on the node',
    fix: 'Check the name in the reference of the image, and DNS on the node.',
    faultOf: 'setup',
    mayPass: true,
  },
  {
    code: 'registry-unreachable',
    pattern: /timeout|deadline exceeded|connection refused|connection reset|no route to host|unreachable|EOF/i,
    because: 'the registry does not answer the node',
    fix: 'Check the way from the node to the registry: its firewall, its proxy, the registry itself.',
    faultOf: 'setup',
    mayPass: true,
  },
  {
    code: 'registry-error',
    pattern: /\b5\d\d\b/,
    because: 'the registry answers with an error of its own',
    fix: 'Wait until the registry works again, then deploy once more.',
    faultOf: 'setup',
    mayPass: true,
  },
  {
    code: 'image-pull',
    pattern: /[\s\S]*/,
    because: 'it cannot be pulled',
    fix: 'The evidence has the words of the container runtime.',
    faultOf: 'release',
    mayPass: true,
  },
]

/** Reasons of a waiting container that need no registry's answer. */
const AT_ONCE: Readonly<Record<string, Pick<Finding, 'code' | 'fix'> & { readonly because: string }>> = {
  InvalidImageName: {
    code: 'image-name',
    because: 'its reference is none that a registry could have',
    fix: 'Write it as HOST/NAME@sha256:DIGEST, in lower case.',
  },
  ErrImageNeverPull: {
    code: 'image-not-on-node',
    because: 'it is not on the node, and its pull policy is Never',
    fix: 'Import it on each node, or let it be pulled: imagePullPolicy: IfNotPresent.',
  },
  ImageInspectError: {
    code: 'image-broken',
    because: 'what the node has of it is broken',
    fix: 'Remove it on the node (crictl rmi), so that it is pulled again.',
  },
  RegistryUnavailable: {
    code: 'registry-unreachable',
    because: 'the registry does not answer the node',
    fix: 'Check the way from the node to the registry.',
  },
}

const PULLING: readonly string[] = ['ErrImagePull', 'ImagePullBackOff']

/** A first failure may be a packet that was lost; after this many it is not. */
const TRIES = 2

/** Images that a node cannot get. */
export const imagePull: Sign = scene =>
  containersIn(scene).flatMap(container => {
    const reason = waitingReason(container)
    const atOnce = Object.hasOwn(AT_ONCE, reason) ? AT_ONCE[reason] : undefined
    if (atOnce !== undefined) {
      const { code, because, fix } = atOnce
      return [found(container, scene, { code, fix, because, faultOf: 'release', isFinal: true })]
    }
    return PULLING.includes(reason) ? [pullFailure(container, scene)] : []
  })

function pullFailure(container: ContainerView, scene: RolloutScene): Finding {
  const events = eventsAbout(scene, container.pod)
  const tries = events
    .filter(({ reason, message }) => reason === 'Failed' && message.startsWith('Failed to pull image'))
    .reduce((sum, { count }) => sum + count, 0)
  const said = [textAt(container.status, 'state', 'waiting', 'message'), ...events.map(({ message }) => message)]
  const words = said.filter(text => /pull|resolve|image/i.test(text)).join('\n')
  const missingSecret = events.find(({ reason }) => reason === 'FailedToRetrieveImagePullSecret')
  const failure = FAILURES.find(({ pattern }) => pattern.test(withoutReference(words, container))) as PullFailure
  if (missingSecret !== undefined && failure.code !== 'image-platform') {
    const [, name = ''] = /\(([^)]+)\)/.exec(missingSecret.message) ?? []
    return found(container, scene, {
      code: 'pull-secret-missing',
      because: `the pull secret ${name || 'that the pod names'} does not exist in the namespace`,
      fix: 'Make it: docs/install.md, "Secrets", has the command.',
      faultOf: 'setup',
      isFinal: true,
    })
  }
  const isFinal = failure.mayPass !== true || tries >= TRIES * 2
  return found(container, scene, { ...failure, isFinal: isFinal && tries >= TRIES })
}

/** The reference of the image may hold any word, such as `404`. */
function withoutReference(words: string, { spec }: ContainerView): string {
  const image = textAt(spec, 'image')
  return image === '' ? words : words.replaceAll(image, '')
}

function found(
  { pod, spec, status, podName }: ContainerView,
  scene: RolloutScene,
  { code, because, fix, faultOf, isFinal }: Omit<Finding, 'what' | 'evidence'> & { readonly because: string },
): Finding {
  const image = safeLine(textAt(spec, 'image'))
  const waiting = textAt(status, 'state', 'waiting', 'message')
  const events = eventsAbout(scene, pod).filter(({ reason }) => /^(Failed|InspectFailed|FailedToRetrieve)/.test(reason))
  return {
    code,
    faultOf,
    isFinal,
    what: `The image ${image} cannot be used: ${because}`,
    fix,
    evidence: [
      safeLine(
        `pod ${podName}: ${textAt(status, 'state', 'waiting', 'reason')}${waiting === '' ? '' : `: ${waiting}`}`,
      ),
      ...events.slice(-2).map(eventLine),
    ],
  }
}
