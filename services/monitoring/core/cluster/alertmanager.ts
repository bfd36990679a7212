import { renderYaml } from '../../../../lib/yaml/writer.ts'
import { alertmanagerConfig, type RoutedSeverity } from '../alertmanager.ts'

/** Who is written to. What is secret stands in a file, so that it is in no configuration. */
export type ClusterReceiver = { readonly severity: RoutedSeverity; readonly secretFile: string } & (
  | { readonly kind: 'webhook' }
  | { readonly kind: 'telegram'; readonly chat: number }
  | { readonly kind: 'slack'; readonly channel: string }
  | { readonly kind: 'email'; readonly to: string; readonly from: string; readonly server: string }
)

/** Where the pod of Alertmanager has the secrets of its receivers, a folder for each. */
export const SECRETS_MOUNT = '/etc/alertmanager/secrets'

/** The alertmanager.yml of the cluster. */
export function renderClusterAlertmanager(receivers: readonly ClusterReceiver[]): string {
  const of = (severity: RoutedSeverity): object => {
    const receiver = receivers.find(one => one.severity === severity)
    return receiver === undefined
      ? {}
      : { [`${receiver.kind}_configs`]: [{ ...settingsOf(receiver), send_resolved: true }] }
  }
  return renderYaml(alertmanagerConfig({ page: of('page'), ticket: of('ticket'), info: of('info') }))
}

function settingsOf(receiver: ClusterReceiver): object {
  const { secretFile } = receiver
  switch (receiver.kind) {
    case 'webhook':
      return { url_file: secretFile }
    case 'telegram':
      return { bot_token_file: secretFile, chat_id: receiver.chat }
    case 'slack':
      return { api_url_file: secretFile, channel: receiver.channel }
    case 'email': {
      const { to, from, server } = receiver
      return { to, from, smarthost: server, auth_username: from, auth_password_file: secretFile }
    }
  }
}
