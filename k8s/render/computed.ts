import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { SCRAPE_INTERVAL } from '../../services/monitoring/core/prometheus.ts'
import { renderSloList } from '../../services/web/core/slo-list.ts'
import type { Slo } from '../../slo/core/model.ts'
import { dashboardConfigMaps } from '../config-maps.ts'
import type { Site } from '../site/model.ts'
import type { KubernetesObject } from './manifest.ts'
import { withPublicDnsProbe } from './public-dns.ts'
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
 * ConfigMaps of what is defined elsewhere. Their names stay the same: every process reads them again while it runs, so
 * that an edited SLO, probe or dashboard restarts no pod.
 */
export function computedObjects(
  { probes, slos, rules, boards }: ReleaseContents,
  site: Site,
  options: RenderOptions,
): readonly KubernetesObject[] {
  const { namespace, monitoringNamespace } = namespacesOf(options)
  const shown = site.reach === 'public' ? withPublicDnsProbe(probes, site.names.site) : probes
  const rulesByName = Object.fromEntries(rules.map(({ path, text }) => [path.slice(path.lastIndexOf('/') + 1), text]))
  const dashboards = dashboardConfigMaps(boards, {
    namespace: monitoringNamespace,
    prometheusUrl: `http://prometheus.${monitoringNamespace}.svc.cluster.local:9090`,
    scrapeInterval: SCRAPE_INTERVAL,
  })
  return [
    configMap('probes', namespace, { 'probes.yaml': shown }),
    configMap('slos', namespace, { 'slos.json': renderSloList(slos) }),
    configMap('rules', monitoringNamespace, rulesByName),
    ...dashboards.map(map => ({ ...map })),
  ]
}

function configMap(name: string, namespace: string, data: Readonly<Record<string, string>>): KubernetesObject {
  const labels = { 'app.kubernetes.io/part-of': 'leadline' }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels }, data }
}
