import { renderYaml } from '../../../../lib/yaml/writer.ts'
import { type LinkPlaces, prometheusConfig } from '../prometheus.ts'
import { CLUSTER_PACE, type ClusterPlaces, clusterScrapes } from './scrapes.ts'

/** Where the pod of Prometheus has the ConfigMap of the rules. */
export const RULES_MOUNT = '/etc/prometheus/rules'

/** The prometheus.yml of the cluster. */
export function renderClusterPrometheus(places: ClusterPlaces, links: LinkPlaces): string {
  return renderYaml(
    prometheusConfig({
      links,
      pace: CLUSTER_PACE,
      ruleFiles: [`${RULES_MOUNT}/*.rules.yaml`],
      alertmanager: `alertmanager.${places.monitoringNamespace}.svc.cluster.local:9093`,
      scrapes: clusterScrapes(places),
    }),
  )
}

/**
 * The part of a volume that blocks may take, in MiB, which Prometheus writes as MB. It deletes the oldest block only after a new one
 * is complete, and compaction writes a block beside those that it replaces; the rest is for both and for the write-ahead log.
 */
export function retentionSize(volumeBytes: number): string {
  return `${Math.floor((volumeBytes * 0.7) / 2 ** 20)}MB`
}
