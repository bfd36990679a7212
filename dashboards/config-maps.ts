import { LOCK_FILE } from './generated-files.ts'
import { OWNER_TAG } from './panels/board.ts'
import { FOLDER } from './provisioning.ts'

/** A ConfigMap as Kubernetes takes it. */
export interface ConfigMap {
  readonly apiVersion: 'v1'
  readonly kind: 'ConfigMap'
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly labels: Readonly<Record<string, string>>
    readonly annotations: Readonly<Record<string, string>>
  }
  readonly data: Readonly<Record<string, string>>
}

/**
 * One ConfigMap for each generated board, found by the label that Grafana's sidecar looks for. Names and keys follow
 * from the uid alone: to Grafana a file of another name is another board, without its stars and its history.
 */
export function dashboardConfigMaps(files: ReadonlyMap<string, string>, namespace: string): readonly ConfigMap[] {
  return [...files]
    .filter(([name]) => name !== LOCK_FILE)
    .map(([name, text]) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: name.replace(/\.json$/, ''),
        namespace,
        labels: { grafana_dashboard: '1', 'app.kubernetes.io/part-of': OWNER_TAG },
        annotations: { grafana_folder: FOLDER.title },
      },
      // Without its line breaks a board is a third smaller, far below the limit of 1 MiB.
      data: { [name]: JSON.stringify(JSON.parse(text)) },
    }))
}
