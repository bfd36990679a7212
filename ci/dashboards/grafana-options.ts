import { parseArgs } from 'node:util'
import type { GrafanaDeps } from '../../adapters/grafana.ts'
import { seconds } from '../../lib/duration.ts'
import type { CommandIo } from '../command.ts'

/** The token's name in the environment; on a command line it would stand in the list of processes. */
export const TOKEN_VARIABLE = 'GRAFANA_TOKEN'

const ANSWER_WITHIN = seconds(20)

/** What the commands that speak with a Grafana take. */
export interface GrafanaOptions {
  readonly grafana: GrafanaDeps
  readonly isDryRun: boolean
  readonly message: string
}

/** Reads the options of a command that speaks with a Grafana, or says in a sentence what they lack. */
export function readGrafanaOptions(argv: readonly string[], io: CommandIo): GrafanaOptions | string {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      url: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      message: { type: 'string', default: 'npm run dashboards' },
    },
  })
  const token = io.env[TOKEN_VARIABLE] ?? ''
  if (values.url === undefined || !URL.canParse(values.url))
    return 'Name the Grafana with --url, such as https://grafana.example.org.'
  if (token === '') return `Put the token of a service account into the environment as ${TOKEN_VARIABLE}.`
  const options = { timeout: ANSWER_WITHIN, signal: new AbortController().signal }
  return { grafana: { url: values.url, token, options }, isDryRun: values['dry-run'], message: values.message }
}
