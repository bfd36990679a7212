import { greetGrafana } from '../../adapters/grafana/dashboards.ts'
import type { GrafanaDeps } from '../../adapters/grafana/request.ts'
import { seconds } from '../../lib/duration.ts'
import { type CommandIo, UsageError } from '../command/command.ts'

/** The token's name in the environment; on a command line it would stand in the list of processes. */
export const TOKEN_VARIABLE = 'GRAFANA_TOKEN'

const ANSWER_WITHIN = seconds(20)

/** The Grafana that `--url` and the environment name. Throws a UsageError that names everything wrong with them. */
export function grafanaOf(url: string | undefined, io: CommandIo, signal?: AbortSignal): GrafanaDeps {
  const token = (io.env[TOKEN_VARIABLE] ?? '').trim()
  const mistakes = [urlMistake(url), tokenMistake(token)].filter(mistake => mistake !== undefined)
  if (url === undefined || mistakes.length > 0) throw new UsageError(mistakes.join('\n'))
  const { origin, pathname } = new URL(url)
  return { url: `${origin}${pathname}`, token, options: { timeout: ANSWER_WITHIN, ...(signal && { signal }) } }
}

function urlMistake(url: string | undefined): string | undefined {
  if (url === undefined) return 'Name the Grafana with --url, such as https://grafana.example.org.'
  const read = URL.canParse(url) ? new URL(url) : undefined
  if (read === undefined || !/^https?:$/.test(read.protocol)) {
    return `"${url}" is no address: --url takes one that begins with https:// or http://.`
  }
  return read.username === '' && read.password === ''
    ? undefined
    : `--url takes no name or password: the token in ${TOKEN_VARIABLE} is what lets us in.`
}

function tokenMistake(token: string): string | undefined {
  if (token === '') return `Put the token of a service account into the environment as ${TOKEN_VARIABLE}.`
  return /^[\x21-\x7e]+$/.test(token)
    ? undefined
    : `${TOKEN_VARIABLE} holds more than a token: it has spaces, or signs that no token has.`
}

/** Asks whether Grafana is there and lets us in, before anything else; says why not. */
export async function isWelcome(grafana: GrafanaDeps, io: CommandIo): Promise<boolean> {
  const greeting = await greetGrafana(grafana)
  if (!greeting.isGood) io.stderr(`Cannot use the Grafana at ${grafana.url}: ${greeting.problem}\n`)
  return greeting.isGood
}
