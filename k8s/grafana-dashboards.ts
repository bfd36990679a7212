import { boardTexts } from '../dashboards/generated-files.ts'
import { OWNER_TAG } from '../dashboards/panels/board.ts'
import type { GrafanaFolder } from '../services/monitoring/core/grafana-provisioning.ts'

/** A dashboard as the Grafana operator takes it (https://grafana.github.io/grafana-operator/docs/dashboards/). */
export interface GrafanaDashboard {
  readonly apiVersion: 'grafana.integreatly.org/v1beta1'
  readonly kind: 'GrafanaDashboard'
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly labels: Readonly<Record<string, string>>
  }
  readonly spec: {
    readonly instanceSelector: { readonly matchLabels: Readonly<Record<string, string>> }
    readonly allowCrossNamespaceImport: boolean
    readonly folder: string
    readonly json: string
  }
}

/** Where the objects are, and which Grafanas take them. */
interface OperatorOptions {
  readonly namespace: string
  readonly folder: GrafanaFolder
  /** The label of those Grafanas. */
  readonly instances: readonly [label: string, value: string]
}

/** An object of the Grafana operator for each generated dashboard. */
export function grafanaDashboards(
  files: ReadonlyMap<string, string>,
  { namespace, folder, instances: [label, value] }: OperatorOptions,
): readonly GrafanaDashboard[] {
  return boardTexts(files).map(([file, json]) => ({
    apiVersion: 'grafana.integreatly.org/v1beta1',
    kind: 'GrafanaDashboard',
    metadata: {
      name: file.replace(/\.json$/, ''),
      namespace,
      labels: { 'app.kubernetes.io/part-of': OWNER_TAG, 'app.kubernetes.io/component': 'dashboards' },
    },
    spec: {
      instanceSelector: { matchLabels: { [label]: value } },
      // The operator looks only beside the object without it, and Grafana is often in a namespace of its own.
      allowCrossNamespaceImport: true,
      folder: folder.title,
      json,
    },
  }))
}
