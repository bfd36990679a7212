import { renderYaml } from '../../../../lib/yaml/writer.ts'
import { alertmanagerConfig, type RoutedSeverity } from '../alertmanager.ts'
import { type Receiver, receiverConfig } from '../notify/receiver.ts'

/** Who is written to, by severity. */
export type ClusterReceiver = Receiver & { readonly severity: RoutedSeverity }

/** Where the pod of Alertmanager has the secrets of its receivers, a folder for each. */
export const SECRETS_MOUNT = '/etc/alertmanager/secrets'

/** The templates, beside the configuration; their ConfigMap is the same. */
export const TEMPLATES_NAME = 'leadline.tmpl'
const TEMPLATES_FILE = `/etc/alertmanager/config/${TEMPLATES_NAME}`

/** The alertmanager.yml of the cluster. */
export function renderClusterAlertmanager(receivers: readonly ClusterReceiver[]): string {
  const of = (severity: RoutedSeverity): object => {
    const receiver = receivers.find(one => one.severity === severity)
    return receiver === undefined ? {} : receiverConfig(receiver)
  }
  const routes = alertmanagerConfig({ page: of('page'), ticket: of('ticket'), info: of('info') })
  return renderYaml({ templates: [TEMPLATES_FILE], ...routes })
}
