import { clusterUid } from '../../../adapters/kubernetes/objects.ts'
import { KUBERNETES_MINOR } from '../../../k8s/kubernetes-version.ts'
import { textAt } from '../../../lib/json/path.ts'
import { bad, type Fact, type Finding, good } from '../core/fact.ts'
import type { Place } from '../place/place.ts'
import { accepted, readPath, review } from '../place/reading.ts'
import { LARGEST_SKEW_SECONDS } from './largest-skew.ts'

/** The API server: whether it answers, who it takes one for, and whether it is the one that the site names. */
export const CLUSTER_FACTS: readonly Fact<Place>[] = [
  {
    id: 'api',
    part: 'cluster',
    asks: 'Does the API server answer, and with which version?',
    after: ['kubeconfig'],
    mend: '`systemctl status k3s` on the first node',
    async ask(place) {
      const cluster = await place.cluster()
      const start = performance.now()
      const version = await readPath(cluster, '/version', 'get /version')
      const took = Math.round(performance.now() - start)
      return judgeVersion(textAt(version, 'gitVersion'), took)
    },
  },
  {
    id: 'login',
    part: 'cluster',
    asks: 'Who does the API server take this kubeconfig for?',
    after: ['api'],
    mend: 'take the kubeconfig again: /etc/rancher/k3s/k3s.yaml of the first node',
    async ask(place) {
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
      const found = await review(await place.cluster(), '/apis/authentication.k8s.io/v1/selfsubjectreviews', body)
      const name = textAt(found, 'status', 'userInfo', 'username')
      const isAnonymous = name === 'system:anonymous' || name === ''
      return isAnonymous
        ? bad(
            'for no one: the kubeconfig has no token and no certificate',
            'take the kubeconfig again: /etc/rancher/k3s/k3s.yaml of the first node',
          )
        : good(`for ${name}`)
    },
  },
  {
    id: 'same-cluster',
    part: 'cluster',
    asks: 'Is it the cluster that the site file names?',
    right: 'get namespaces kube-system',
    after: ['login', 'site'],
    mend: '`kubectl config use-context NAME`',
    async ask(place) {
      const [cluster, site] = await Promise.all([place.cluster(), place.site()])
      accepted(cluster, await cluster.ask('/api/v1/namespaces/kube-system'), 'get Namespace kube-system')
      const { contexts, context } = cluster
      return judgeUid(site.cluster.uid, await clusterUid(cluster), { siteFile: place.siteFile, contexts, context })
    },
  },
  {
    id: 'clock',
    part: 'cluster',
    asks: 'Do this machine and the API server have the same time?',
    after: ['api'],
    mend: '`timedatectl set-ntp true` on both machines',
    async ask(place) {
      const cluster = await place.cluster()
      const before = place.now()
      const { date } = accepted(cluster, await cluster.ask('/version'), 'get /version')
      return judgeClock(date, before, place.now())
    },
  },
]

/** Whether the manifests are checked against the fields of this version; one minor version beside is no failure. */
function judgeVersion(version: string, milliseconds: number): Finding {
  const [, minor] = /^v1\.(\d+)\./.exec(version) ?? []
  if (minor === undefined)
    return bad(
      `it names the version “${version}”, which is none of Kubernetes`,
      'does the kubeconfig name an API server?',
    )
  const [, known = ''] = KUBERNETES_MINOR.split('.')
  const distance = Math.abs(Number(minor) - Number(known))
  const says = `Kubernetes ${version} answers in ${milliseconds} ms`
  if (distance === 0) return good(says)
  const difference = `${says}; the fields of the manifests are checked against ${KUBERNETES_MINOR}`
  return distance <= SUPPORTED_DISTANCE
    ? good(difference)
    : bad(
        `${difference}, which is too far away`,
        'docs/install.md: upgrade k3s, or take the release of Leadline for this version',
      )
}

/** Kubernetes keeps what is stable over far more versions, but is tested against few. */
const SUPPORTED_DISTANCE = 3

interface Contexts {
  readonly siteFile: string
  readonly context: string
  readonly contexts: readonly string[]
}

function judgeUid(wanted: string | undefined, found: string, { siteFile, context, contexts }: Contexts): Finding {
  if (wanted === undefined) return good(`${siteFile} names none yet: the first platform writes cluster.uid ${found}`)
  if (wanted === found) return good(`cluster.uid is ${found}`)
  const others = contexts.filter(name => name !== context)
  const mend =
    others.length === 0
      ? `take the kubeconfig of the right cluster, or write ${found} to cluster.uid in ${siteFile} if you made it again`
      : `\`kubectl config use-context ${others.length === 1 ? others[0] : `NAME\`, one of ${others.join(', ')}`}${others.length === 1 ? '`' : ''}`
  return bad(`this is another cluster: ${siteFile} names ${wanted}, and the context ${context} has ${found}`, mend)
}

function judgeClock(theirs: Date, before: Date, after: Date): Finding {
  const ours = (before.getTime() + after.getTime()) / 2
  // A whole second is cut down, so that the server’s time is half a second later in the mean.
  const skew = (theirs.getTime() + 500 - ours) / 1000
  const unsure = (after.getTime() - before.getTime()) / 2000 + 0.5
  if (Math.abs(skew) - unsure <= LARGEST_SKEW_SECONDS) return good(`less than ${LARGEST_SKEW_SECONDS} s apart`)
  const way = skew > 0 ? 'ahead of' : 'behind'
  return bad(
    `the API server is ${Math.round(Math.abs(skew))} s ${way} this machine: tokens, certificates and Leases are judged by its clock`,
    '`timedatectl set-ntp true` on both machines',
  )
}
