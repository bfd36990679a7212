import { boardTexts } from '../dashboards/generated-files.ts'
import { OWNER_TAG } from '../dashboards/panels/board.ts'
import { provenanceOf } from '../lib/yaml/provenance.ts'
import { renderGeneratedYaml, renderYaml } from '../lib/yaml/writer.ts'
import { COMPONENT_LABEL } from '../services/monitoring/core/cluster/monitoring-object.ts'
import {
  datasourceFile,
  FOLDER,
  type GrafanaFolder,
  providerFile,
} from '../services/monitoring/core/grafana-provisioning.ts'

/** A Kubernetes ConfigMap. */
export interface ConfigMap {
  readonly apiVersion: 'v1'
  readonly kind: 'ConfigMap'
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly labels: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly data: Readonly<Record<string, string>>
}

/** The namespace of the ConfigMaps, and the data source that they define. */
interface ConfigMapOptions {
  readonly namespace: string
  readonly prometheusUrl: string
  /** Prometheus' own interval, such as `15s`. */
  readonly scrapeInterval: string
  /** The folder in Grafana; ours, where it is not named. */
  readonly folder?: GrafanaFolder
}

/** The options when none are given. */
export const DEFAULT_OPTIONS: ConfigMapOptions = {
  namespace: 'monitoring',
  prometheusUrl: 'http://prometheus.monitoring.svc:9090',
  scrapeInterval: '15s',
}

/** Where a Grafana without a sidecar mounts the dashboards. */
export const BOARDS_MOUNT = '/etc/grafana/leadline'

/** The files of a Grafana without a sidecar, which it reads when it starts. */
export const PROVISIONING = 'leadline-provisioning'

const LABELS = { 'app.kubernetes.io/part-of': OWNER_TAG, [COMPONENT_LABEL]: 'dashboards' }

/**
 * One ConfigMap for each generated dashboard, found by the label that Grafana's sidecar looks for, and one with the
 * provisioning files of a Grafana without a sidecar. Names and keys follow from the uid alone: to Grafana a file of
 * another name is another dashboard, without stars and history.
 */
export function dashboardConfigMaps(
  files: ReadonlyMap<string, string>,
  options: ConfigMapOptions,
): readonly ConfigMap[] {
  const { namespace, prometheusUrl, scrapeInterval, folder = FOLDER } = options
  const head = { apiVersion: 'v1', kind: 'ConfigMap' } as const
  const boards = boardTexts(files).map(
    ([name, text]): ConfigMap => ({
      ...head,
      metadata: {
        name: name.replace(/\.json$/, ''),
        namespace,
        labels: { ...LABELS, grafana_dashboard: '1' },
        annotations: { grafana_folder: folder.title },
      },
      // With its line breaks YAML writes a dashboard as a block, in which a review and `kubectl diff` see what changed.
      data: { [name]: text },
    }),
  )
  const provisioning = {
    ...head,
    metadata: { name: PROVISIONING, namespace, labels: LABELS },
    data: {
      'provider.yaml': renderYaml(providerFile(BOARDS_MOUNT, folder)),
      'datasource.yaml': renderYaml(datasourceFile(prometheusUrl, scrapeInterval)),
    },
  }
  return [...boards, provisioning]
}

const SOURCE = 'dashboards/'

/** Whether a file is one of them, by what its first line says. */
export function isGeneratedHere(text: string): boolean {
  return provenanceOf(text)?.source === SOURCE
}

/** The ConfigMaps as files by name, one document each. */
export function configMapFiles(maps: readonly ConfigMap[]): ReadonlyMap<string, string> {
  return objectFiles(new Map(maps.map(map => [map.metadata.name, map])))
}

/** Objects made of dashboards as files by name, one document each. */
export function objectFiles(objects: ReadonlyMap<string, object>): ReadonlyMap<string, string> {
  return new Map(
    [...objects].map(([name, object]) => [`${name}.yaml`, renderGeneratedYaml(SOURCE, 'npm run dashboards', object)]),
  )
}

/** The size limit of a ConfigMap's data (https://kubernetes.io/docs/concepts/configuration/configmap/). */
const LARGEST_DATA_BYTES = 1024 * 1024
/**
 * The size limit of an object's annotations, where `kubectl apply` without `--server-side` keeps a copy of the object.
 */
const LARGEST_ANNOTATIONS_BYTES = 256 * 1024

/** ConfigMaps that Kubernetes would refuse, each in a sentence that names it. */
export function oversized(maps: readonly ConfigMap[]): readonly string[] {
  return maps.flatMap(map => {
    const dataBytes = bytesOf(Object.values(map.data).join(''))
    if (dataBytes > LARGEST_DATA_BYTES) {
      return [`${map.metadata.name} has ${dataBytes} bytes, and a ConfigMap takes ${LARGEST_DATA_BYTES}`]
    }
    const copyBytes = bytesOf(JSON.stringify(map)) + bytesOf(JSON.stringify(map.metadata.annotations ?? {}))
    return copyBytes > LARGEST_ANNOTATIONS_BYTES
      ? [`${map.metadata.name} has ${copyBytes} bytes, too many for \`kubectl apply\` without \`--server-side\``]
      : []
  })
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
