import { createPrometheus } from '../../../adapters/prometheus/client.ts'
import { TRAEFIK, TRAEFIK_LABELS } from '../../../dashboards/catalogue/traefik.ts'
import { seconds } from '../../../lib/duration.ts'
import { selector } from '../../../lib/promql/write-selector.ts'
import { LABELS } from '../../../services/web/contract/labels.ts'
import { METRICS } from '../../../services/web/contract/names.ts'
import type { Reading } from '../../../slo/report/reading.ts'
import type { PodCounter, Requests, UsersAnswer } from '../core/users/counted.ts'

/** Shorter than the time between two readings. */
const TIMEOUT = seconds(3)

/** Pods are scraped under their own name, those of the app by the job of that name. */
const [INSTANCE, JOB] = ['instance', { job: 'app' }] as const

const PODS = `sum by (${INSTANCE}, ${LABELS.release}, ${LABELS.code}) (${selector(METRICS.requests, JOB)} * on (${INSTANCE}) group_left (${LABELS.release}) ${selector(METRICS.releaseInfo, JOB)})`

/** What a Prometheus says of the requests that the app's pods have answered so far; unknown where there is none. Does not reject. */
export async function readUsers(url: string | undefined, namespace: string, signal: AbortSignal): Promise<UsersAnswer> {
  if (url === undefined || url === '') return { unknown: 'PROMETHEUS_URL names none' }
  const prometheus = createPrometheus(url, { timeout: TIMEOUT, signal })
  const [pods, ingress] = await Promise.all([prometheus.instant(PODS), prometheus.instant(ingressQuery(namespace))])
  if (pods.kind === 'unanswered') return { unknown: `Prometheus does not answer: ${pods.problem}` }
  const found = podsIn(pods.readings)
  if (found.length === 0) return { unknown: `Prometheus has no ${METRICS.requests} of the app's pods` }
  const hasIngress = ingress.kind === 'answered' && ingress.readings.length > 0
  return { pods: found, ingress: hasIngress ? ingress.readings.map(requestsIn).reduce(sum) : undefined }
}

/** What Traefik has answered for the app's Service, by code. Its name begins with those of namespace and Service. */
function ingressQuery(namespace: string): string {
  const ofApp = selector(TRAEFIK.requests, { [TRAEFIK_LABELS.service]: ['=~', `${namespace}-app-.+`] })
  return `sum by (${TRAEFIK_LABELS.code}) (${ofApp})`
}

function podsIn(readings: readonly Reading[]): readonly PodCounter[] {
  const pods = new Map<string, PodCounter>()
  for (const reading of readings) {
    const { [INSTANCE]: pod = '', [LABELS.release]: release = '' } = reading.labels
    const before = pods.get(pod) ?? { requests: 0, failed: 0 }
    pods.set(pod, { pod, release, ...sum(before, requestsIn(reading)) })
  }
  return [...pods.values()]
}

function requestsIn({ labels, value }: Reading): Requests {
  return { requests: value, failed: labels[LABELS.code]?.startsWith('5') === true ? value : 0 }
}

function sum(a: Requests, b: Requests): Requests {
  return { requests: a.requests + b.requests, failed: a.failed + b.failed }
}
