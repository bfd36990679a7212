import { randomInt } from 'node:crypto'
import { podsBehind } from '../../../adapters/kubernetes/ask-inside.ts'
import { forwardTo } from '../../../adapters/kubernetes/port-forward.ts'
import { within } from '../../../adapters/within.ts'
import type { KubernetesObject } from '../../../k8s/render/manifest.ts'
import { textAt } from '../../../lib/json/path.ts'
import { encodeQuestion, readReceived } from '../../../services/prober/sockets/dns/message.ts'
import { complaintsOf } from '../../e2e/readiness.ts'
import { isRolledOut } from '../../release/core/diagnose/newest-pods.ts'
import { bad, type Fact, type Finding, good } from '../core/fact.ts'
import { EXCHANGE_PATIENCE, type Place } from '../place/place.ts'
import { isForbidden, readList, readOne } from '../place/reading.ts'

const APPLY = '`npm run render -- release --apply`'

/** What a deploy puts into the cluster, and that its parts find each other. */
export const RELEASE_FACTS: readonly Fact<Place>[] = [
  {
    id: 'release',
    part: 'release',
    asks: 'Is every Deployment there, of the newest template and available?',
    right: 'get deployments in leadline; list pods there, to say why one is not',
    after: ['platform'],
    mend: APPLY,
    async ask(place) {
      const [cluster, sets] = await Promise.all([place.cluster(), place.sets()])
      const wanted = sets.release.map(({ object }) => object).filter(({ kind }) => kind === 'Deployment')
      const found = await Promise.all(
        wanted.map(({ apiVersion, kind, metadata: { name, namespace = '' } }) =>
          readOne(cluster, { apiVersion, kind, namespace, name }),
        ),
      )
      const names = wanted.map(({ metadata }) => metadata.name)
      const missing = names.filter((_, index) => found[index] === undefined)
      if (missing.length === names.length) return bad('nothing of the release is in the cluster', APPLY)
      if (missing.length > 0) return bad(`the cluster has no ${missing.join(', ')}`, APPLY)
      const waiting = names.filter((_, index) => !isRolledOut(found[index] as KubernetesObject))
      if (waiting.length === 0) return good(`${names.join(', ')}: all pods available`)
      const pods = await readList(cluster, { apiVersion: 'v1', kind: 'Pod', ...place.namespaces }).catch(
        emptyWithoutRight,
      )
      return judgeWaiting(waiting, pods as readonly KubernetesObject[])
    },
  },
  {
    id: 'names-inside',
    part: 'release',
    asks: 'Does the cluster’s DNS know its Services, as pods ask it?',
    right: 'list endpointslices in kube-system and get and create pods/portforward there',
    after: ['login'],
    mend: '`kubectl -n kube-system get pods -l k8s-app=kube-dns`',
    async ask(place) {
      const cluster = await place.cluster()
      const [pod] = await podsBehind(cluster, { namespace: 'kube-system', service: 'kube-dns', portName: 'dns-tcp' })
      if (pod === undefined) {
        return bad('no pod of the cluster’s DNS is ready', '`kubectl -n kube-system get pods -l k8s-app=kube-dns`')
      }
      const name = 'kubernetes.default.svc.cluster.local'
      const late = Symbol('late')
      const answer = await within(askDns(await forwardTo(cluster, pod), name), EXCHANGE_PATIENCE, late)
      return judgeDns(name, answer === late ? undefined : (answer as Buffer | undefined), pod.pod)
    },
  },
]

function emptyWithoutRight(error: unknown): readonly unknown[] {
  if (isForbidden(error)) return []
  throw error
}

function judgeWaiting(waiting: readonly string[], pods: readonly KubernetesObject[]): Finding {
  const ours = pods.filter(pod => waiting.includes(textAt(pod, 'metadata', 'labels', 'app.kubernetes.io/name')))
  const complaints = [...new Set(ours.flatMap(complaintsOf))]
  const says = complaints.length === 0 ? `${waiting.join(', ')} not rolled out yet` : complaints.slice(0, 3).join('; ')
  return bad(says, mendFor(says))
}

/** What a pod’s own words ask for. */
const REMEDIES: readonly (readonly [words: RegExp, mend: string])[] = [
  [
    /ImagePullBackOff|ErrImagePull/,
    'is the image in the registry, and the pull secret right? see images and pull-secret above',
  ],
  [/ErrImageNeverPull|InvalidImageName/, 'correct images.leadline or app.image in k8s/site.yaml'],
  [/CreateContainerConfigError/, 'make what it names: see hand-made above'],
  [/OOMKilled/, 'give it more memory: app.memory in k8s/site.yaml'],
  [/CrashLoopBackOff/, '`kubectl -n leadline logs deployment/NAME --previous`'],
  [/nodes are available/, 'the nodes have no room: docs/kubernetes.md says what ours takes'],
]

function mendFor(says: string): string {
  const found = REMEDIES.find(([words]) => words.test(says))
  return found?.[1] ?? '`kubectl -n leadline get pods`, and wait a minute after a release'
}

const QUESTION_ID_LIMIT = 0x10000

/** One question over TCP, which is all that a port-forward carries; undefined where the stream ends before the answer. */
async function askDns(stream: Awaited<ReturnType<typeof forwardTo>>, name: string): Promise<Buffer | undefined> {
  const question = encodeQuestion({ id: randomInt(QUESTION_ID_LIMIT), name, type: 'A' })
  const length = Buffer.alloc(2)
  length.writeUInt16BE(question.length)
  stream.write(Buffer.concat([length, question]))
  let received = Buffer.alloc(0)
  try {
    for await (const chunk of stream) {
      received = Buffer.concat([received, chunk])
      if (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) return received.subarray(2)
    }
    return undefined
  } finally {
    stream.destroy()
  }
}

function judgeDns(name: string, answer: Buffer | undefined, pod: string): Finding {
  const mend = `\`kubectl -n kube-system logs ${pod}\``
  if (answer === undefined) return bad(`${pod} does not answer`, mend)
  const received = readReceived(answer, { id: answer.readUInt16BE(0), name, type: 'A' })
  if (received.is !== 'answer') return bad(`${pod} answers what cannot be read`, mend)
  const { rcode, answers } = received.answered
  return answers.length > 0
    ? good(`${name} is ${answers.join(', ')}`)
    : bad(`${pod} answers ${rcode} for ${name}`, mend)
}
