import { type ClusterReceiver, SECRETS_MOUNT } from '../../services/monitoring/core/cluster/alertmanager.ts'
import type { Site } from '../site/model.ts'

/** The receivers of a site as Alertmanager is configured from them. */
export function clusterReceivers(receivers: Site['receivers']): readonly ClusterReceiver[] {
  return receivers.map(clusterReceiver)
}

function clusterReceiver({ severity, kind, secret, key, ...other }: Site['receivers'][number]): ClusterReceiver {
  const base = { severity, secretFile: `${SECRETS_MOUNT}/${secret}/${key}` }
  const { to = '', from = '', server = '' } = other
  if (kind === 'telegram') return { ...base, kind, chat: Number(to) }
  if (kind === 'slack') return { ...base, kind, channel: `#${to}` }
  return kind === 'email' ? { ...base, kind, to, from, server } : { ...base, kind }
}
