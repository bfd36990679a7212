import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePorts } from '../../../adapters/processes/ports.ts'
import { findProgram } from '../../../adapters/processes/programs.ts'
import { nginxProgram, startProgram, WORKER_USER } from '../../../tests/running-program.testkit.ts'
import { renderNginxIngress } from './nginx-ingress.ts'
import type { IngressPlan, RenderedIngress } from './plan.ts'
import { renderTraefikIngress } from './traefik-ingress.ts'

const SITE_HOST = 'web.localhost'

/** The real Traefik, where there is one: named by TRAEFIK_BIN or on PATH. */
export const TRAEFIK = findProgram([process.env.TRAEFIK_BIN || 'traefik'], process.env.PATH ?? '')

export const KINDS = ['nginx', 'traefik'] as const
export type Kind = (typeof KINDS)[number]
const RENDER: Readonly<Record<Kind, (plan: IngressPlan) => RenderedIngress>> = {
  nginx: renderNginxIngress,
  traefik: renderTraefikIngress,
}

/** What the report says of a kind's tests: which program ran, or why none did. */
export function note(kind: Kind): string {
  if (kind === 'nginx') return 'with the installed Nginx'
  return TRAEFIK === undefined ? 'skipped: there is no Traefik on PATH or in TRAEFIK_BIN' : 'with a real Traefik'
}

/** A real ingress of either kind, in a folder that goes with it. */
export interface TestIngress {
  readonly address: string
  readonly rendered: RenderedIngress
  /** The access log so far, each line parsed. */
  log(): Promise<readonly unknown[]>
  /** Which of the addresses get requests from now on; of Nginx alone. */
  follow(isReady: (address: string) => boolean): Promise<void>
  stop(): Promise<void>
}

/** Starts an ingress before these `host:port`. */
export async function startIngress(kind: Kind, addresses: readonly string[]): Promise<TestIngress> {
  const program = kind === 'nginx' ? nginxProgram() : TRAEFIK
  if (program === undefined) throw new Error('There is no traefik: set TRAEFIK_BIN')
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline ingress-'))
  const [port = 0, adminPort = 0] = await freePorts(2)
  const servers = addresses.map(address => {
    const { hostname, port } = new URL(`http://${address}`)
    return { name: address, host: hostname, port: Number(port) }
  })
  const rendered = RENDER[kind]({ port, adminPort, siteHost: SITE_HOST, servers, folder, workerUser: WORKER_USER })
  for (const { path: file, text } of rendered.files) await writeFile(file, text)
  const running = await startProgram(program, rendered.args, folder, rendered.pingUrl)
  return {
    address: `127.0.0.1:${port}`,
    rendered,
    log: async () =>
      (await readFile(path.join(folder, 'access.json'), 'utf8'))
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)),
    follow: async isReady => {
      const { following } = rendered
      if (following === undefined) throw new Error('This ingress asks its servers itself')
      await writeFile(following.path, following.text(isReady))
      process.kill(running.pid, 'SIGHUP')
    },
    stop: async () => {
      await running.stop()
      await rm(folder, { recursive: true })
    },
  }
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** One request on a connection of its own, as the prober makes it. Rejects when there is no answer. */
export async function ask(
  address: string,
  question: { path?: string; method?: string; host?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const outgoing = request(`http://${address}${question.path ?? '/'}`, {
    method: question.method ?? 'GET',
    headers: { host: question.host ?? SITE_HOST, ...question.headers },
    agent: false,
  })
  outgoing.end(question.body)
  const [response] = await once(outgoing, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }
}
