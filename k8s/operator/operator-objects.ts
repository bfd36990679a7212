import { parse } from 'yaml'
import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { CLUSTER_PACE, NODE_EXPORTER_PORT } from '../../services/monitoring/core/cluster/scrapes.ts'
import { EVALUATION_INTERVAL, PROBE_PACE, type ScrapePace } from '../../services/monitoring/core/prometheus.ts'
import { WEB_JOBS } from '../../services/web/contract/jobs.ts'
import { DEFAULT_RENDER_OPTIONS, namespacesOf } from '../render/values.ts'
import type { Site } from '../site/model.ts'

/** Where a Prometheus of the Prometheus operator stands, and what it selects. */
export interface OperatorPlace {
  /** The namespace of that Prometheus, in which its objects lie as well. */
  readonly namespace: string
  /** The labels by which its selectors find rules and scrapes, such as `release: kube-prometheus-stack`. */
  readonly labels: Readonly<Record<string, string>>
}

/** The namespace of app, status page and prober. */
const { namespace: SCRAPED_NAMESPACE } = namespacesOf(DEFAULT_RENDER_OPTIONS)
/** Our pods, whose names are the jobs that rules and dashboards name. */
const SCRAPED = [WEB_JOBS.cluster, 'status', 'prober'] as const
const NAME_LABEL = 'app.kubernetes.io/name'

/** Rules about nodes, pods and monitoring, of which who has the operator has others already, and the alert that always fires. */
const LEFT_OUT: readonly string[] = ['installation', 'heartbeat']

/**
 * Rules and scrapes as objects of the Prometheus operator (`monitoring.coreos.com`), and the policy that lets its Prometheus reach our
 * pods: for who runs kube-prometheus-stack or the like. `rules` are the generated rule files.
 */
export function operatorObjects(
  rules: readonly SourceFile[],
  { machines }: Pick<Site, 'machines'>,
  place: OperatorPlace,
): readonly KubernetesObject[] {
  const made = rules.map(file => [nameOf(file), file] as const).filter(([name]) => !LEFT_OUT.includes(name))
  return [
    ...made.map(([name, file]) => prometheusRule(name, file, place)),
    ...SCRAPED.map(name => podMonitor(name, SCRAPED_NAMESPACE, PROBE_PACE, place)),
    podMonitor('traefik', 'kube-system', CLUSTER_PACE, place),
    ...(machines.length === 0 ? [] : [machineScrapes(machines, place)]),
    scrapePolicy(place),
  ]
}

/** `web` of `slo/generated/web.rules.yaml`. */
function nameOf({ path }: SourceFile): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.rules\.yaml$/, '')
}

/** The operator's Prometheus evaluates by a pace of its own where a group names none, and ours counts on this one. */
function prometheusRule(name: string, file: SourceFile, place: OperatorPlace): KubernetesObject {
  const { groups } = parse(file.text) as { readonly groups: readonly { readonly name: string }[] }
  const paced = groups.map(({ name: group, ...rest }) => ({ name: group, interval: EVALUATION_INTERVAL, ...rest }))
  return { ...head('PrometheusRule', 'v1', name, place), spec: { groups: paced } }
}

/** Under the job that our own Prometheus gives: the name of the pod's label, and each instance by the name of its pod. */
function podMonitor(name: string, namespace: string, pace: ScrapePace, place: OperatorPlace): KubernetesObject {
  return {
    ...head('PodMonitor', 'v1', name, place),
    spec: {
      jobLabel: NAME_LABEL,
      namespaceSelector: { matchNames: [namespace] },
      selector: { matchLabels: { [NAME_LABEL]: name } },
      podMetricsEndpoints: [
        {
          port: 'metrics',
          interval: pace.scrape_interval,
          scrapeTimeout: pace.scrape_timeout,
          relabelings: [
            { sourceLabels: ['__meta_kubernetes_pod_name'], targetLabel: 'instance' },
            { sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' },
          ],
        },
      ],
    },
  }
}

/** The machines besides the nodes, which the operator's own node-exporter is not on. */
function machineScrapes(machines: Site['machines'], place: OperatorPlace): KubernetesObject {
  return {
    ...head('ScrapeConfig', 'v1alpha1', 'machines', place),
    spec: {
      jobName: 'node-exporter',
      scrapeInterval: CLUSTER_PACE.scrape_interval,
      scrapeTimeout: CLUSTER_PACE.scrape_timeout,
      staticConfigs: machines.map(({ name, address }) => ({
        targets: [`${address.includes(':') ? `[${address}]` : address}:${NODE_EXPORTER_PORT}`],
        labels: { instance: name },
      })),
      // The operator writes a job of its own where none is named.
      relabelings: [{ targetLabel: 'job', replacement: 'node-exporter' }],
    },
  }
}

/** Our namespace refuses what no policy names. */
function scrapePolicy({ namespace }: OperatorPlace): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'operator-scrapes', namespace: SCRAPED_NAMESPACE, labels: PART_OF },
    spec: {
      podSelector: { matchExpressions: [{ key: NAME_LABEL, operator: 'In', values: SCRAPED }] },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
              podSelector: { matchLabels: { [NAME_LABEL]: 'prometheus' } },
            },
          ],
          ports: [{ port: 'metrics', protocol: 'TCP' }],
        },
      ],
    },
  }
}

const PART_OF = { 'app.kubernetes.io/part-of': 'leadline' }

function head(kind: string, version: string, name: string, { namespace, labels }: OperatorPlace) {
  return {
    apiVersion: `monitoring.coreos.com/${version}`,
    kind,
    metadata: { name: `leadline-${name}`, namespace, labels: { ...PART_OF, ...labels } },
  }
}
