import { greetGrafana } from '../../../adapters/grafana/dashboards.ts'
import type { GrafanaDeps } from '../../../adapters/grafana/request.ts'
import { type CommandIo, UsageError } from '../../../lib/command/command.ts'
import { seconds } from '../../../lib/duration.ts'
import { ExternalError } from '../../../lib/system-error.ts'

/** The token's name in the environment; on a command line it would stand in the list of processes. */
const TOKEN_VARIABLE = 'GRAFANA_TOKEN'

/** `--url`: the Grafana that is meant. */
export const GRAFANA_URL_OPTION = {
  type: 'string',
  value: 'URL',
  help: 'where people open Grafana, with its path if it has one: https://example.org/grafana',
} as const

/** What commands about a live Grafana read from the environment. */
export const GRAFANA_ENVIRONMENT = [
  [TOKEN_VARIABLE, 'the token of a service account'],
  ['NODE_EXTRA_CA_CERTS', 'a file with the certificate of a CA of your own'],
] as const

const ANSWER_WITHIN = seconds(20)

/**
 * The Grafana that an address and the token in the environment name; everything that is wrong with them is reported at once.
 * `named` is where the address stands.
 */
export function grafanaOf(url: string | undefined, io: CommandIo, named = '--url'): GrafanaDeps {
  const token = (io.env[TOKEN_VARIABLE] ?? '').trim()
  const mistakes = [urlMistake(url, named), tokenMistake(token)].filter(mistake => mistake !== undefined)
  if (url === undefined || mistakes.length > 0) throw new UsageError(mistakes.join('\n'))
  const { origin, pathname } = new URL(url)
  return { url: `${origin}${pathname}`, token, options: { timeout: ANSWER_WITHIN, signal: io.signal } }
}

function urlMistake(url: string | undefined, named: string): string | undefined {
  if (url === undefined) return `Name the Grafana with ${named}, such as https://grafana.example.org.`
  const read = URL.canParse(url) ? new URL(url) : undefined
  if (read === undefined || !/^https?:$/.test(read.protocol)) {
    return `"${url}" is no address: ${named} takes one that begins with https:// or http://.`
  }
  return read.username === '' && read.password === ''
    ? undefined
    : `${named} takes no name or password: the token in ${TOKEN_VARIABLE} is what Grafana accepts.`
}

function tokenMistake(token: string): string | undefined {
  if (token === '') return `Put the token of a service account into the environment as ${TOKEN_VARIABLE}.`
  return /^[\x21-\x7e]+$/.test(token)
    ? undefined
    : `${TOKEN_VARIABLE} holds more than a token: it has spaces, or characters that no token has.`
}

/**
 * Asks whether Grafana is there and accepts the token, before anything else. Throws an ExternalError that says why not.
 */
export async function greetOrFail(grafana: GrafanaDeps): Promise<void> {
  const greeting = await greetGrafana(grafana)
  if (!greeting.isGood) throw new ExternalError(`Cannot use the Grafana at ${grafana.url}: ${greeting.problem}`)
}
