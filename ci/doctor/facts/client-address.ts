import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { parseJson } from '../../../lib/json/parse.ts'
import { textAt } from '../../../lib/json/path.ts'
import { oneLine } from '../../../lib/text/one-line.ts'
import { isSameAddress } from '../../../lib/text/same-address.ts'
import { bad, type Fact, type Finding, good, unchecked } from '../core/fact.ts'
import type { Place } from '../place/place.ts'
import { accepted, readList } from '../place/reading.ts'
import { askEdge } from './edge.ts'

/** A line of the log is there a moment after its answer. */
const LOOKS = 4
const BETWEEN_MILLISECONDS = 250
const SINCE_SECONDS = 30

/** Whether the address of a visitor arrives behind edge and Traefik: the status page, which is always ours, logs it. */
export const CLIENT_ADDRESS_FACT: Fact<Place> = {
  id: 'client-address',
  part: 'edge',
  asks: 'Does a visitor’s address arrive at a pod, through edge and Traefik?',
  right: 'list pods and get pods/log in leadline',
  after: ['edge', 'ingress', 'release'],
  mend: 'apply the platform: `npm run render -- platform --apply`',
  async ask(place) {
    const [cluster, site] = await Promise.all([place.cluster(), place.site()])
    const answer = await askEdge(place, site.names.status, '/status.json')
    if (typeof answer === 'string') return bad(`${site.names.status}: ${oneLine(answer)}`, 'docs/install.md, the edge')
    const id = String(answer.headers['x-request-id'] ?? '')
    if (answer.headers['x-served-by'] !== 'app' || id === '') {
      return unchecked(
        `${site.names.status} answers ${answer.status} from ${answer.headers['x-served-by'] ?? 'elsewhere'}`,
      )
    }
    const forwarded = await forwardedFor(place, cluster, id)
    if (forwarded === undefined) return unchecked('no pod of the status page has logged the request yet')
    return judgeForwarded(forwarded, { from: answer.from, edge: site.edgeAddress })
  },
}

/** What a pod of the status page got as the way of a request. */
async function forwardedFor(place: Place, cluster: Cluster, id: string): Promise<string | undefined> {
  const { namespace } = place.namespaces
  const labels = 'app.kubernetes.io/name=status'
  const pods = await readList(cluster, { apiVersion: 'v1', kind: 'Pod', namespace, labels })
  const names = pods.map(pod => textAt(pod, 'metadata', 'name'))
  for (let look = 0; look < LOOKS; look += 1) {
    const logs = await Promise.all(
      names.map(name => logOf(cluster, `/api/v1/namespaces/${namespace}/pods/${name}/log`)),
    )
    const lines = logs.flatMap(log => log.split('\n')).map(line => parseJson(line))
    const line = lines.find(one => textAt(one, 'requestId') === id)
    if (line !== undefined) return textAt(line, 'forwardedFor')
    await sleep(BETWEEN_MILLISECONDS)
  }
  return undefined
}

async function logOf(cluster: Cluster, path: string): Promise<string> {
  return accepted(cluster, await cluster.ask(`${path}?sinceSeconds=${SINCE_SECONDS}`), 'get pods/log').text
}

interface Way {
  /** Our own address on the way to the edge. */
  readonly from: string
  readonly edge: string
}

/** Traefik appends the address that it is asked from to what the edge said, where it trusts that one; else it forgets the rest. */
function judgeForwarded(forwarded: string, { from, edge }: Way): Finding {
  const hops = forwarded.split(',').map(hop => hop.trim())
  const [first = '', ...others] = hops
  if (others.length > 0) {
    const last = others.at(-1) ?? ''
    const behind = isSameAddress(first, from) ? first : `${first}, which is this machine behind a router`
    return isSameAddress(last, edge)
      ? good(`${behind} arrives`)
      : bad(
          `Traefik is asked from ${last}, and site.yaml names the edge as ${edge}`,
          `write ${last} to edge.address in k8s/site.yaml, then \`npm run render -- platform --apply\``,
        )
  }
  if (isSameAddress(first, edge)) {
    return bad(
      'Traefik forgets the visitor’s address: it does not trust the edge',
      '`npm run render -- platform --apply` gives Traefik edge.address; it takes a minute',
    )
  }
  return bad(
    `a pod sees ${first || 'no address'} in the place of the visitor’s: the load balancer hides the edge, or edge.address is another one`,
    '`kubectl -n kube-system get svc traefik -o yaml` must have externalTrafficPolicy: Local: `npm run render -- platform --apply`',
  )
}
