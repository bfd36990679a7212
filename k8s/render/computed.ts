import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { renderClusterAlertmanager, TEMPLATES_NAME } from '../../services/monitoring/core/cluster/alertmanager.ts'
import { renderClusterGrafana } from '../../services/monitoring/core/cluster/grafana.ts'
import { COMPONENT_LABEL } from '../../services/monitoring/core/cluster/monitoring-object.ts'
import { renderClusterPrometheus } from '../../services/monitoring/core/cluster/prometheus.ts'
import { CLUSTER_SCRAPE_INTERVAL } from '../../services/monitoring/core/cluster/scrapes.ts'
import { NOTIFICATION_TEMPLATES } from '../../services/monitoring/core/notify/templates.ts'
import type { LinkPlaces } from '../../services/monitoring/core/prometheus.ts'
import { renderSloList } from '../../services/web/core/slo-list.ts'
import type { Slo } from '../../slo/core/model.ts'
import { dashboardConfigMaps, PROVISIONING } from '../config-maps.ts'
import type { Site } from '../site/model.ts'
import type { Values } from './fill.ts'
import { clusterReceivers } from './receivers.ts'
import { shownProbes } from './shown-probes.ts'
import { namespacesOf, type RenderOptions } from './values.ts'

/** What the release carries besides manifests. */
export interface ReleaseContents {
  readonly probes: string
  readonly slos: readonly Slo[]
  /** The generated rule files. */
  readonly rules: readonly SourceFile[]
  /** The generated dashboards, by file name. */
  readonly boards: ReadonlyMap<string, string>
}

/**
 * ConfigMaps of what is defined elsewhere. The names of those that a process reads again while it runs stay the same, so that an
 * edited SLO, probe or dashboard restarts no pod. What Grafana reads once, when it starts, has a hash of its content in its name
 * and cannot be changed: a pod that names it has what it was rolled out with.
 */
export function computedObjects(
  { probes, slos, rules, boards }: ReleaseContents,
  site: Site,
  options: RenderOptions,
  sha256: (text: string) => string,
): readonly KubernetesObject[] {
  const { namespace, monitoringNamespace } = namespacesOf(options)
  const rulesByName = Object.fromEntries(rules.map(({ path, text }) => [path.slice(path.lastIndexOf('/') + 1), text]))
  const dashboards = dashboardConfigMaps(boards, {
    namespace: monitoringNamespace,
    prometheusUrl: `http://prometheus.${monitoringNamespace}.svc.cluster.local:9090`,
    scrapeInterval: CLUSTER_SCRAPE_INTERVAL,
  })
  return [
    configMap('probes', namespace, { 'probes.yaml': shownProbes(probes, site) }),
    configMap('slos', namespace, { 'slos.json': renderSloList(slos) }),
    monitoringMap('rules', monitoringNamespace, rulesByName),
    monitoringMap('prometheus', monitoringNamespace, {
      'prometheus.yml': renderClusterPrometheus(
        { namespace, monitoringNamespace, machines: site.machines, vantages: site.vantages },
        linksOf(site),
      ),
    }),
    immutable(
      monitoringMap(ALERTMANAGER, monitoringNamespace, {
        'alertmanager.yml': renderClusterAlertmanager(clusterReceivers(site.receivers)),
        [TEMPLATES_NAME]: NOTIFICATION_TEMPLATES,
      }),
      sha256,
    ),
    immutable(
      monitoringMap(GRAFANA, monitoringNamespace, { 'grafana.ini': renderClusterGrafana(site.names.grafana) }),
      sha256,
    ),
    ...dashboards.map(map => (map.metadata.name === PROVISIONING ? immutable({ ...map }, sha256) : { ...map })),
  ]
}

/** The ConfigMaps of what is read once, before their hashes. */
const ALERTMANAGER = 'alertmanager'
const GRAFANA = 'grafana'

/** What manifests refer to of the objects that are computed: names with a hash. */
export function computedValues(objects: readonly KubernetesObject[]): Values {
  const named = (start: string) =>
    objects.find(({ metadata }) => new RegExp(`^${start}-[0-9a-f]{10}$`).test(metadata.name))?.metadata.name
  const boards = objects.filter(({ metadata }) => metadata.labels?.grafana_dashboard === '1')
  return {
    'alertmanager.config': named(ALERTMANAGER),
    'grafana.config': named(GRAFANA),
    'grafana.provisioning': named(PROVISIONING),
    'grafana.boards': boards.map(({ metadata: { name } }) => ({ configMap: { name } })),
  }
}

/** The map under a name that says what it holds. */
function immutable(map: KubernetesObject, sha256: (text: string) => string): KubernetesObject {
  const hash = sha256(JSON.stringify(map.data)).slice(0, 10)
  return { ...map, metadata: { ...map.metadata, name: `${map.metadata.name}-${hash}` }, immutable: true }
}

/** A map of what monitors. */
function monitoringMap(name: string, namespace: string, data: Readonly<Record<string, string>>): KubernetesObject {
  const { metadata, ...map } = configMap(name, namespace, data)
  return { ...map, metadata: { ...metadata, labels: { ...metadata.labels, [COMPONENT_LABEL]: 'monitoring' } } }
}

function configMap(name: string, namespace: string, data: Readonly<Record<string, string>>) {
  const labels = { 'app.kubernetes.io/part-of': 'leadline' }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels }, data }
}

/** Where links in pages lead: runbooks as the repository shows them in its main branch. */
function linksOf({ names, repository }: Site): LinkPlaces {
  return {
    dashboards: `https://${names.grafana}`,
    alertmanager: `https://${names.alertmanager}`,
    documents: `${repository}/blob/main`,
  }
}
