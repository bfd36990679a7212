import { getJson } from '../../adapters/http.ts'
import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import { type LocalPort, openLocalPort } from '../../adapters/kubernetes/local-port.ts'
import { inAlertmanager } from '../../adapters/prometheus/alertmanager.ts'
import { createPrometheus } from '../../adapters/prometheus/client.ts'
import type { namespacesOf } from '../../k8s/render/values.ts'
import { seconds } from '../../lib/duration.ts'
import { textAt } from '../../lib/json/path.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { routesOf } from '../../services/stack/control/own-routes.ts'
import { createProberQuestions } from '../../services/stack/control/prober-questions.ts'
import type { DrillClient } from '../../services/stack/drill/drill-deps.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'
import { REPORT_QUERY, reportSlos } from '../../slo/report/report.ts'
import type { CarriedOut } from './carry-out.ts'
import { drillUnderWay } from './carry-out.ts'
import { createPageBook } from './page-book.ts'
import { objectName } from './place.ts'

/** What stands for the parts of a cluster that a drill asks. */
interface Ports {
  readonly prometheus: LocalPort
  readonly alertmanager: LocalPort
  readonly prober: LocalPort
}

/** What a client of a cluster is made of. */
export interface ClientInput {
  readonly cluster: Cluster
  readonly namespaces: ReturnType<typeof namespacesOf>
  readonly slos: readonly Slo[]
  readonly name: string
  readonly fault: CarriedOut
  readonly now: () => Date
}

/** Through the API server an exchange takes longer than on one machine. */
const TIMEOUT = seconds(10)

/** A cluster as who watches a drill sees it; `close` ends the ports that it opened. */
export async function openDrillClient(input: ClientInput): Promise<DrillClient & { readonly close: () => void }> {
  const ports = await openPorts(input)
  return {
    ...clientOf(input, ports),
    close: () => {
      for (const port of Object.values(ports)) port.close()
    },
  }
}

async function openPorts({ cluster, namespaces }: ClientInput): Promise<Ports> {
  const { namespace, monitoringNamespace } = namespaces
  return {
    prometheus: await openLocalPort(cluster, { namespace: monitoringNamespace, service: 'prometheus' }),
    alertmanager: await openLocalPort(cluster, { namespace: monitoringNamespace, service: 'alertmanager' }),
    prober: await openLocalPort(cluster, { namespace, service: 'prober', portName: 'metrics' }),
  }
}

function clientOf({ cluster, namespaces, slos, name, fault, now }: ClientInput, ports: Ports): DrillClient {
  const options = { timeout: TIMEOUT }
  const prometheus = createPrometheus(ports.prometheus.url, options)
  const questions = createProberQuestions({ proberUrl: ports.prober.url, prometheusUrl: ports.prometheus.url }, options)
  const routes = routesOf(slos, slos.map(sloId))
  const book = createPageBook(now)
  const alerts = async (): Promise<readonly unknown[]> => {
    const url = inAlertmanager(ports.alertmanager.url, 'api/v2/alerts?active=true&silenced=false&inhibited=false')
    const answer = await getJson(url, options)
    if (answer.kind === 'unanswered') throw new ExternalError(`Alertmanager does not answer: ${answer.problem}`)
    if (!Array.isArray(answer.body)) throw new ExternalError(`Alertmanager answers ${answer.status} without alerts`)
    return answer.body
  }
  const pages = async () => book.after(await alerts(), await questions.faultOn(routes))
  return {
    ...questions,
    pages,
    async status() {
      const answer = await prometheus.instant(REPORT_QUERY)
      if (answer.kind === 'unanswered') throw new ExternalError(`Prometheus does not answer: ${answer.problem}`)
      const reports = reportSlos(answer.readings)
      return {
        isReady: true,
        slos: reports.map(({ id, budgetRemaining, burnRate5m }) => ({
          id,
          budgetRemaining: budgetRemaining ?? null,
          burnRate5m: burnRate5m ?? null,
        })),
        faultDomain: (await questions.faultOn(routes))?.domain ?? null,
        pagesFiring: (await pages()).filter(({ status }) => status === 'firing'),
        drill: (await drillUnderWay(cluster, namespaces.namespace)) ?? null,
        // Nothing gives back what is spent.
        budgetGivenBackFor: null,
      }
    },
    async startDrill() {
      await fault.start()
      return now()
    },
    renewDrill: fault.renew,
    endDrill: fault.end,
    async hasFired({ alert }) {
      const pod = `${objectName({ name })}-`
      return (await alerts()).some(
        one =>
          textAt(one, 'labels', 'alertname') === alert &&
          textAt(one, 'labels', 'namespace') === namespaces.namespace &&
          textAt(one, 'labels', 'pod').startsWith(pod),
      )
    },
  }
}
