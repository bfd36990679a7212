import { LABELS } from '../../../prober/contract/labels.ts'
import { COUNTED } from '../../../prober/contract/names.ts'
import { VANTAGE_JOB } from '../../../prober/contract/vantage.ts'
import { WEB_JOBS } from '../../../web/contract/jobs.ts'
import { PROBE_PACE, type ScrapePace } from '../prometheus.ts'
import { APISERVER_KEPT, CADVISOR_KEPT, KUBELET_KEPT, keepOnly, NODE_KEPT, VANTAGE_KEPT } from './keep-lists.ts'

/**
 * How often everything is scraped that neither probes nor serves. Grafana takes it for the interval of the whole data source: with
 * the five seconds of the probes its ranges would hold less than two samples of anything else, and its panels would be empty.
 */
export const CLUSTER_SCRAPE_INTERVAL = '30s'
export const CLUSTER_PACE: ScrapePace = { scrape_interval: CLUSTER_SCRAPE_INTERVAL, scrape_timeout: '10s' }

/** Where things are in the cluster. */
export interface ClusterPlaces {
  /** The namespace of app, status page and prober, and that of what monitors. */
  readonly namespace: string
  readonly monitoringNamespace: string
  /** Machines besides the nodes that run node-exporter, by their names. */
  readonly machines: readonly { readonly name: string; readonly address: string }[]
  /** Machines where the prober stands too, by their names. */
  readonly vantages: readonly { readonly name: string; readonly address: string; readonly port: number }[]
}

/** Where node-exporter answers, also that of a package. */
export const NODE_EXPORTER_PORT = 9100

/** A part of the monitoring with its own metrics. */
interface MonitoringPart {
  readonly job: string
  readonly port: number
  /** Whether its series are about others, whose labels they have. */
  readonly isAboutOthers?: boolean
}

/** What monitors besides Prometheus, and is scraped by its Service. */
const MONITORING_PARTS: readonly MonitoringPart[] = [
  { job: 'alertmanager', port: 9093 },
  { job: 'grafana', port: 3000 },
  { job: 'kube-state-metrics', port: 8080, isAboutOthers: true },
]

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The API server signs the certificates of kubelets, and its authority lies beside the token of each account. */
const BY_ACCOUNT = {
  scheme: 'https',
  authorization: { credentials_file: `${ACCOUNT}/token` },
  tls_config: { ca_file: `${ACCOUNT}/ca.crt` },
} as const

const BY_KUBELET = {
  ...BY_ACCOUNT,
  kubernetes_sd_configs: [{ role: 'node' }],
  relabel_configs: [{ source_labels: ['__meta_kubernetes_node_name'], target_label: 'node' }],
} as const

/** Every scrape of the cluster. */
export function clusterScrapes(places: ClusterPlaces): readonly object[] {
  const { namespace, monitoringNamespace, machines, vantages } = places
  return [
    ...[WEB_JOBS.cluster, 'status', 'prober'].map(name => ({
      job_name: name,
      ...PROBE_PACE,
      ...podsNamed(name, namespace, 'metrics'),
    })),
    { job_name: 'traefik', ...podsNamed('traefik', 'kube-system', 'metrics') },
    { job_name: 'kubelet', ...BY_KUBELET, metric_relabel_configs: [keepOnly(KUBELET_KEPT)] },
    {
      job_name: 'cadvisor',
      ...BY_KUBELET,
      metrics_path: '/metrics/cadvisor',
      metric_relabel_configs: [
        keepOnly(CADVISOR_KEPT),
        // What belongs to no pod is a control group of the system, which sums of pods would count again.
        { source_labels: ['pod'], regex: '.+', action: 'keep' },
      ],
    },
    {
      job_name: 'apiserver',
      ...BY_ACCOUNT,
      static_configs: [{ targets: ['kubernetes.default.svc:443'] }],
      metric_relabel_configs: [keepOnly(APISERVER_KEPT)],
    },
    nodeExporters(machines),
    ...(vantages.length === 0 ? [] : [probersElsewhere(vantages)]),
    { job_name: 'prometheus', static_configs: [{ targets: ['localhost:9090'] }] },
    ...MONITORING_PARTS.map(({ job, port, isAboutOthers }) => ({
      job_name: job,
      ...(isAboutOthers === true ? { honor_labels: true } : {}),
      static_configs: [{ targets: [`${job}.${monitoringNamespace}.svc.cluster.local:${port}`] }],
    })),
  ]
}

/** The nodes by the names that the cluster gives them, and the machines beside them by those of the site file. */
function nodeExporters(machines: ClusterPlaces['machines']): object {
  return {
    job_name: 'node-exporter',
    kubernetes_sd_configs: [{ role: 'node' }],
    static_configs: machines.map(({ name, address }) => ({
      targets: [targetOf(address, NODE_EXPORTER_PORT)],
      labels: { instance: name },
    })),
    relabel_configs: [
      // A node is discovered by the port of its kubelet.
      {
        source_labels: ['__address__'],
        regex: '(.+):\\d+',
        replacement: `$1:${NODE_EXPORTER_PORT}`,
        target_label: '__address__',
      },
      { source_labels: ['__meta_kubernetes_node_name'], target_label: 'node' },
    ],
    metric_relabel_configs: [keepOnly(NODE_KEPT)],
  }
}

/**
 * The site file says what a vantage is called, not the machine. Of what it counts nothing is taken that spends budget, whatever
 * its own setting.
 */
function probersElsewhere(vantages: ClusterPlaces['vantages']): object {
  return {
    job_name: VANTAGE_JOB,
    ...PROBE_PACE,
    static_configs: vantages.map(({ name, address, port }) => ({
      targets: [targetOf(address, port)],
      labels: { instance: name, [LABELS.vantage]: name },
    })),
    metric_relabel_configs: [
      keepOnly(VANTAGE_KEPT),
      { source_labels: [LABELS.budget], regex: COUNTED, action: 'drop' },
      { regex: `exported_${LABELS.vantage}`, action: 'labeldrop' },
    ],
  }
}

function targetOf(address: string, port: number): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`
}

/** Pods by their name's label, at the port that they name, each under its own name: an address comes again with another pod. */
function podsNamed(name: string, namespace: string, port: string): object {
  return {
    kubernetes_sd_configs: [
      {
        role: 'pod',
        namespaces: { names: [namespace] },
        selectors: [{ role: 'pod', label: `app.kubernetes.io/name=${name}` }],
      },
    ],
    relabel_configs: [
      { source_labels: ['__meta_kubernetes_pod_container_port_name'], regex: port, action: 'keep' },
      // A pod that has ended answers nothing any more, and is no target that is down.
      { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Succeeded|Failed', action: 'drop' },
      { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'instance' },
      { source_labels: ['__meta_kubernetes_pod_node_name'], target_label: 'node' },
    ],
  }
}
