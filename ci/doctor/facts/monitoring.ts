import { askInside, type InsideAnswer, podsBehind } from '../../../adapters/kubernetes/ask-inside.ts'
import { parseJson } from '../../../lib/json/parse.ts'
import { at, listAt, textAt } from '../../../lib/json/path.ts'
import { oneLine } from '../../../lib/text/one-line.ts'
import { HEARTBEAT } from '../../../services/monitoring/core/heartbeat.ts'
import { absent, bad, type Fact, type Finding, good, unchecked } from '../core/fact.ts'
import { EXCHANGE_PATIENCE, type Place } from '../place/place.ts'

const RIGHT = 'list endpointslices and get and create pods/portforward in leadline-monitoring'
const OK = 200

/** What watches: the prober, and Prometheus, Alertmanager and Grafana where they are installed. */
export const MONITORING_FACTS: readonly Fact<Place>[] = [
  {
    id: 'prober',
    part: 'monitoring',
    asks: 'Does the prober measure, by the probes of this checkout, and is every hop well by what it sees?',
    right: 'list endpointslices and get and create pods/portforward in leadline',
    after: ['release'],
    mend: '`kubectl -n leadline logs deployment/prober`',
    async ask(place) {
      const { namespace } = place.namespaces
      const prober = { namespace, service: 'prober', portName: 'metrics' }
      const [domain, definitions] = await Promise.all([
        askService(place, prober, '/fault-domain'),
        askService(place, prober, '/definitions'),
      ])
      return judgeProber(domain, definitions)
    },
  },
  service(
    'prometheus',
    'Is Prometheus ready, and are all that it scrapes up?',
    '/api/v1/targets?state=active',
    answer => {
      const targets = listAt(parseJson(answer.text), 'data', 'activeTargets')
      const down = targets.filter(target => textAt(target, 'health') === 'down')
      const [first] = down
      const up = targets.filter(target => textAt(target, 'health') === 'up').length
      if (targets.length === 0) return bad('it scrapes nothing', '`npm run render -- release --apply`')
      if (first === undefined && up < targets.length) {
        return unchecked(`${targets.length - up} of ${targets.length} targets have not been scraped yet`)
      }
      if (first === undefined) return good(`${targets.length} targets, all up`)
      return bad(
        `${down.length} of ${targets.length} targets are down: ${textAt(first, 'scrapeUrl')} ${oneLine(textAt(first, 'lastError'))}`,
        '`kubectl -n leadline-monitoring get networkpolicy`, and docs/kubernetes.md: who talks to whom',
      )
    },
  ),
  service('alertmanager', 'Is Alertmanager ready?', '/-/ready', () => good('ready')),
  service('grafana', 'Is Grafana ready, with its database?', '/api/health', answer => {
    const database = textAt(parseJson(answer.text), 'database')
    return database === 'ok'
      ? good('ready')
      : bad(`its database is ${database || 'unknown'}`, '`kubectl -n leadline-monitoring logs deployment/grafana`')
  }),
  {
    id: 'heartbeat',
    part: 'monitoring',
    asks: 'Does the alert that always fires reach Alertmanager, and what it notifies accept it?',
    right: RIGHT,
    after: ['alertmanager', 'prometheus'],
    mend: 'docs/runbooks/watchdog.md',
    async ask(place) {
      const target = { namespace: place.namespaces.monitoringNamespace, service: 'alertmanager' }
      const [alerts, metrics] = await Promise.all([
        askService(place, target, '/api/v2/alerts'),
        askService(place, target, '/metrics'),
      ])
      if (alerts === undefined || metrics === undefined) return absent('Alertmanager is not installed yet')
      const { heartbeat } = await place.site()
      return judgeHeartbeat(parseJson(alerts.text), metrics.text, heartbeat !== undefined)
    },
  },
]

/** One exchange with a ready pod of a Service; undefined where there is none. */
async function askService(
  place: Place,
  target: Parameters<typeof podsBehind>[1],
  path: string,
): Promise<InsideAnswer | undefined> {
  const cluster = await place.cluster()
  const [pod] = await podsBehind(cluster, target)
  return pod === undefined ? undefined : askInside(cluster, pod, path, EXCHANGE_PATIENCE)
}

/** The fact of a program that the next set brings: that it is not there is no failure. */
function service(id: string, asks: string, path: string, judge: (answer: InsideAnswer) => Finding): Fact<Place> {
  const mend = `\`kubectl -n leadline-monitoring get pods\`; \`kubectl -n leadline-monitoring logs -l app.kubernetes.io/name=${id}\``
  return {
    id,
    part: 'monitoring',
    asks,
    right: RIGHT,
    after: ['platform'],
    mend,
    async ask(place) {
      const answer = await askService(place, { namespace: place.namespaces.monitoringNamespace, service: id }, path)
      if (answer === undefined) return absent('not installed yet')
      if (answer.status !== OK) return bad(`it answers ${answer.status} ${oneLine(answer.text).slice(0, 80)}`, mend)
      return judge(answer)
    },
  }
}

function judgeProber(domain: InsideAnswer | undefined, definitions: InsideAnswer | undefined): Finding {
  const look = '`kubectl -n leadline logs deployment/prober`'
  if (domain === undefined || definitions === undefined)
    return bad('no pod of the prober is ready', '`kubectl -n leadline get pods`')
  const rejected = listAt(parseJson(definitions.text), 'rejected', 'problems').map(String)
  if (rejected.length > 0)
    return bad(
      `it rejected the probes: ${oneLine(rejected[0] ?? '')}`,
      '`npm run render -- release --apply` with probes that pass `npm run check`',
    )
  const found = parseJson(domain.text)
  const name = textAt(found, 'domain')
  const why = oneLine(listAt(found, 'evidence').map(String)[0] ?? '')
  if (name === 'none') return good('every hop answers')
  if (name === '') return bad(`it answers ${domain.status}, and no fault domain`, look)
  return bad(`it names ${name}: ${why}`, `docs/runbooks/slo-burn-page.md: the hop ${name}`)
}

const NOTIFICATIONS = /^alertmanager_notifications(_failed)?_total\{([^}]*)\} (\S+)$/gm

function judgeHeartbeat(alerts: unknown, metrics: string, isConfigured: boolean): Finding {
  const mend = 'docs/runbooks/watchdog.md'
  const isThere =
    Array.isArray(alerts) && alerts.some(alert => Object.values(Object(at(alert, 'labels'))).includes(HEARTBEAT.alert))
  if (!isThere) return bad(`Alertmanager does not have ${HEARTBEAT.alert}: no page can arrive either`, mend)
  const sums = { sent: 0, failed: 0 }
  for (const [, failed, , value] of metrics.matchAll(NOTIFICATIONS)) {
    sums[failed === undefined ? 'sent' : 'failed'] += Number(value)
  }
  if (sums.failed > 0) {
    return bad(
      `${sums.failed} of ${sums.sent} notifications failed`,
      '`kubectl -n leadline-monitoring logs -l app.kubernetes.io/name=alertmanager`',
    )
  }
  if (!isConfigured)
    return unchecked(
      `${HEARTBEAT.alert} arrives; k8s/site.yaml names no heartbeat outside, so that its silence wakes no one`,
    )
  return sums.sent > 0
    ? good(`${sums.sent} notifications accepted, none refused`)
    : unchecked('nothing has been sent yet')
}
