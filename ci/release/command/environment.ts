import type { GrafanaDeps } from '../../../adapters/grafana/request.ts'
import { missingVariables, REGISTRY_VARIABLES } from '../../../adapters/registry/credentials.ts'
import { type CommandIo, UsageError } from '../../../lib/command/command.ts'
import { grafanaOf } from '../../dashboards/options/grafana-options.ts'

/** What the environment says, checked. */
export interface DeployEnvironment {
  /** Undefined where none is named. */
  readonly grafana: GrafanaDeps | undefined
}

/** Variables that name an address, and may be absent. */
const ADDRESSES = ['PROMETHEUS_URL', 'ALERTMANAGER_URL', 'HEARTBEAT_URL'] as const

/** Reads the environment of a deploy. Throws a UsageError with everything that is wrong with it. */
export function deployEnvironment(io: CommandIo): DeployEnvironment {
  const mistakes: string[] = []
  for (const name of ADDRESSES) {
    const text = io.env[name]
    if (text && !/^https?:$/.test(URL.parse(text)?.protocol ?? '')) {
      // The value may be a secret, and this is printed in logs.
      mistakes.push(`${name} is no address: one begins with https:// or http://.`)
    }
  }
  const missing = missingVariables(io.env)
  if (missing.length > 0) {
    mistakes.push(`${REGISTRY_VARIABLES.join(', ')} go together: set ${missing.join(' and ')}.`)
  }
  let grafana: GrafanaDeps | undefined
  try {
    grafana = io.env.GRAFANA_URL ? grafanaOf(io.env.GRAFANA_URL, io, 'GRAFANA_URL') : undefined
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    mistakes.push(error.message)
  }
  if (mistakes.length > 0) throw new UsageError(mistakes.join('\n'))
  return { grafana }
}
