import { resolveName } from '../../../adapters/dns-names.ts'
import { ask } from '../../../adapters/http.ts'
import { askTlsPeer, type TlsAnswer } from '../../../adapters/tls-peer.ts'
import type { Site } from '../../../k8s/site/model.ts'
import { seconds } from '../../../lib/duration.ts'
import { isExternal } from '../../../lib/system-error.ts'
import { oneLine } from '../../../lib/text/one-line.ts'
import { bad, type Fact, type Finding, good } from '../core/fact.ts'
import type { Place } from '../place/place.ts'
import { judgeCertificate } from './judge-certificate.ts'
import { judgeNames } from './judge-names.ts'

const PATIENCE = seconds(4)

/** The way of a visitor: names, the machine with Nginx, and each node behind it. */
export const EDGE_FACTS: readonly Fact<Place>[] = [
  {
    id: 'names',
    part: 'edge',
    asks: 'Do the site’s names lead to the edge, by the DNS that this machine asks?',
    after: ['site'],
    mend: 'add the names to your DNS',
    async ask(place) {
      const site = await place.site()
      const names = Object.values(site.names)
      const answers = await Promise.all(names.map(name => resolveName(name, PATIENCE, place.dnsServers)))
      return judgeNames(
        site,
        names.map((name, index) => ({ name, answer: answers[index] })),
      )
    },
  },
  {
    id: 'ingress',
    part: 'edge',
    asks: 'Does Traefik answer on port 80 of each node?',
    after: ['site'],
    mend: 'open port 80 of each node to the edge and to this machine; `kubectl -n kube-system get svc traefik`',
    async ask(place) {
      const site = await place.site()
      const answers = await Promise.all(site.nodes.map(node => askNode(place, site, node)))
      const silent = site.nodes.flatMap((node, index) => {
        const answer = answers[index]
        return answer?.kind === 'unanswered' ? [`${node}: ${oneLine(answer.problem)}`] : []
      })
      const which = silent.length === site.nodes.length ? 'no node answers' : 'not every node answers'
      return silent.length === 0
        ? good(`${site.nodes.join(', ')}: answered`)
        : bad(`${which}: ${silent.join('; ')}`, OPEN_PORT)
    },
  },
  {
    id: 'edge',
    part: 'edge',
    asks: 'Does Nginx on the edge answer over TLS for the site’s name?',
    after: ['site'],
    mend: 'on the edge: `sh /etc/leadline-edge/install.sh` (docs/edge.md)',
    async ask(place) {
      const site = await place.site()
      const answer = await askEdge(place, site.names.site, '/edge-health')
      if (typeof answer === 'string') return bad(`${site.edgeAddress}: ${oneLine(answer)}`, START_EDGE)
      return answer.status === 200
        ? good(`${site.edgeAddress} answers for ${site.names.site}`)
        : bad(`${site.edgeAddress} answers ${answer.status}, and is not our Nginx`, START_EDGE)
    },
  },
  {
    id: 'certificate',
    part: 'edge',
    asks: 'Is the edge’s certificate trusted, for every name, and good for two weeks more?',
    right: 'get configmaps in leadline, for a site in the own network',
    after: ['edge'],
    mend: 'on the edge: `sh /etc/leadline-edge/install.sh` makes or fetches it again (docs/edge.md)',
    async ask(place) {
      const site = await place.site()
      const ca = await trustedAuthority(place, site)
      const names = Object.values(site.names)
      const answers = await Promise.all(names.map(name => askEdge(place, name, '/edge-health', ca)))
      const shown = names.map((name, index) => ({ name, answer: answers[index] ?? 'no answer' }))
      return judgeCertificate(shown, {
        site,
        now: place.now(),
        isAuthorityKnown: site.reach === 'public' || ca !== undefined,
      })
    },
  },
  {
    id: 'site-answers',
    part: 'edge',
    asks: 'Does the app answer through edge and ingress?',
    after: ['edge', 'ingress', 'release'],
    mend: '`npm run probe -- home` on the edge names the hop',
    async ask(place) {
      const site = await place.site()
      return judgeSite(site, await askEdge(place, site.names.site, '/'))
    },
  },
]

const OPEN_PORT =
  'open port 80 of each node to the edge and to this machine; `kubectl -n kube-system get svc,pods -l app.kubernetes.io/name=traefik`'
const START_EDGE =
  '`npm run render -- edge --out edge`, copy that folder to the edge machine, and run `sh install.sh` there as root (docs/edge.md)'

function askNode(place: Place, site: Site, node: string) {
  const host = node.includes(':') ? `[${node}]` : node
  const url = new URL(`http://${host}:${place.ports.http}/`)
  return ask(url, { timeout: PATIENCE }, { headers: { host: site.names.site } })
}

/** One question to the edge by its address, whatever the names resolve to. */
export async function askEdge(place: Place, name: string, path: string, ca?: string): Promise<TlsAnswer | string> {
  const { edgeAddress: address } = await place.site()
  const question = { address, port: place.ports.https, name, path, timeout: PATIENCE }
  return askTlsPeer(ca === undefined ? question : { ...question, ca })
}

/** The authority of a site in the own network, where the cluster can be asked for it. */
async function trustedAuthority(place: Place, { reach }: Site): Promise<string | undefined> {
  if (reach === 'public') return undefined
  try {
    return await place.edgeAuthority()
  } catch (error) {
    if (isExternal(error)) return undefined
    throw error
  }
}

const NOT_FOUND = 404
const NO_POD = 503
const BAD = 400

function judgeSite({ names, app }: Site, answer: TlsAnswer | string): Finding {
  if (typeof answer === 'string') return bad(oneLine(answer), '`systemctl status nginx` on the edge')
  const by = String(answer.headers['x-served-by'] ?? 'no one')
  const says = `${names.site} answers ${answer.status}, signed by ${by}`
  if (answer.status < BAD) {
    const release = answer.headers['x-release']
    if (by === 'app' || app.isUnsigned) return good(release === undefined ? says : `${says}, release ${release}`)
    return bad(
      `${says}: it does not say that it is the app`,
      'send `x-served-by: app`, or set app.unsigned: true (docs/your-app.md)',
    )
  }
  if (by === 'edge')
    return bad(
      `${says}: Nginx reaches no node`,
      'is port 80 of each node open to the edge? `tail /var/log/nginx/error.log` there',
    )
  if (answer.status === NOT_FOUND && by !== 'app')
    return bad(`${says}: Traefik has no route for it`, '`kubectl -n leadline get ingress`')
  if (answer.status === NO_POD) return bad(`${says}: no pod of the app is ready`, '`kubectl -n leadline get pods`')
  return bad(says, '`kubectl -n leadline logs deployment/app`')
}
