import { randomInt } from 'node:crypto'
import { podsBehind } from '../../../adapters/kubernetes/ask-inside.ts'
import { forwardTo } from '../../../adapters/kubernetes/port-forward.ts'
import { within } from '../../../adapters/within.ts'
import { encodeQuestion, readReceived } from '../../../services/prober/sockets/dns/message.ts'
import { judgedDeployments } from '../../release/core/deploy/workloads.ts'
import { diagnose } from '../../release/core/diagnose/diagnosis.ts'
import { isRolledOut } from '../../release/core/diagnose/newest-pods.ts'
import { readScene } from '../../release/read-scene.ts'
import { bad, type Fact, type Finding, good } from '../core/fact.ts'
import { EXCHANGE_PATIENCE, type Place } from '../place/place.ts'
import { isForbidden, readOne } from '../place/reading.ts'

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
      const wanted = judgedDeployments(sets.release.map(({ object }) => object))
      const found = await Promise.all(
        wanted.map(({ apiVersion, kind, metadata: { name, namespace = '' } }) =>
          readOne(cluster, { apiVersion, kind, namespace, name }),
        ),
      )
      const names = wanted.map(({ metadata }) => metadata.name)
      const missing = names.filter((_, index) => found[index] === undefined)
      if (missing.length === names.length) return bad('nothing of the release is in the cluster', APPLY)
      if (missing.length > 0) return bad(`the cluster has no ${missing.join(', ')}`, APPLY)
      const waiting = names.filter((_, index) => !isRolledOut(found[index]))
      if (waiting.length === 0) return good(`${names.join(', ')}: all pods available`)
      return whyWaiting(place, waiting)
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

/** Why Deployments do not roll out, as `npm run diagnose` finds it; where pods may not be read, only that they do not. */
async function whyWaiting({ cluster, namespaces: { namespace } }: Place, waiting: readonly string[]): Promise<Finding> {
  const opened = await cluster()
  const scenes = await Promise.all(
    waiting.map(name =>
      readScene(opened, { namespace, name }).catch((error: unknown) => {
        if (isForbidden(error)) return undefined
        throw error
      }),
    ),
  )
  const [first] = scenes.flatMap(scene => (scene === undefined ? [] : diagnose(scene)))
  if (first !== undefined) return bad(first.what, `${first.fix} \`npm run diagnose\` shows what that stands on`)
  return bad(`${waiting.join(', ')} not rolled out yet`, '`npm run diagnose`, and wait a minute after a release')
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
