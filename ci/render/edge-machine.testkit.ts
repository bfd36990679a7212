import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type PeerCertificate, TLSSocket } from 'node:tls'
import { freePorts } from '../../adapters/processes/ports.ts'
import { EDGE_PLACE, type EdgePlace, edgeFiles } from '../../k8s/edge/edge-machine.ts'
import { exampleSite } from '../../k8s/render/example.testkit.ts'
import type { Site } from '../../k8s/site/model.ts'
import { type RunningProgram, startNginx } from '../../tests/running-program.testkit.ts'
import { readEdgeSources } from './edge.ts'

/** How a script ended, and what it said. */
interface ScriptRun {
  readonly code: number
  readonly said: string
}

/** A machine with a running Nginx as Debian sets it up, in a folder: paths of the edge begin there, and its ports are free ones. */
export interface TestMachine {
  readonly root: string
  readonly place: EdgePlace
  /** Where Nginx answers HTTP and HTTPS. */
  readonly ports: { readonly http: number; readonly https: number }
  /** Renders the folder of the edge, and runs one of its scripts. */
  run(script: string, site: Site, environment?: Readonly<Record<string, string>>): Promise<ScriptRun>
  /** Runs a script that was installed. */
  runInstalled(script: string, environment?: Readonly<Record<string, string>>): Promise<ScriptRun>
  /** Process ids of the workers that take connections: one, and another while Nginx reads its configuration again. */
  workers(): readonly string[]
  stop(): Promise<void>
}

/** The example site, whose nodes are this machine. */
export function localSite(change: (text: string) => string = text => text): Site {
  return { ...exampleSite(change), nodes: ['127.0.0.1'] }
}

/** Starts a machine whose node takes requests at a port. */
export async function startMachine(ingressPort: number): Promise<TestMachine> {
  const root = mkdtempSync(path.join(tmpdir(), 'leadline-machine-'))
  const [https = 0, http = 0, status = 0, own = 0] = await freePorts(4)
  for (const folder of [
    'etc/nginx/conf.d',
    'etc/nginx/sites-enabled',
    'etc/systemd/system',
    'var/log/nginx',
    'var/lib',
  ])
    mkdirSync(path.join(root, folder), { recursive: true })
  // Debian's own site, which answers every name.
  const available = path.join(root, 'etc/nginx/default')
  writeFileSync(available, `server { listen 127.0.0.1:${http} default_server; return 200 debian; }\n`)
  symlinkSync(available, path.join(root, 'etc/nginx/sites-enabled/default'))
  const includes = ['conf.d/*.conf', 'sites-enabled/*'].map(files => `include "${root}/etc/nginx/${files}";`)
  const ready = `server { listen 127.0.0.1:${own}; return 200; }`
  const nginx: RunningProgram = await startNginx(root, `${includes.join('\n')}\n${ready}`, `http://127.0.0.1:${own}/`)
  const place: EdgePlace = {
    ...EDGE_PLACE,
    root,
    httpsListen: [`127.0.0.1:${https}`],
    httpListen: [`127.0.0.1:${http}`],
    statusListen: `127.0.0.1:${status}`,
    publicHttpsPort: https,
    ingressPort,
    nginxOptions: `-p ${root} -e stderr -c ${root}/nginx.conf`,
  }
  const sources = await readEdgeSources()
  const sh = (file: string, environment: Readonly<Record<string, string>>): Promise<ScriptRun> =>
    new Promise(resolve => {
      const env = { PATH: process.env.PATH, ...environment }
      execFile('sh', [file], { env }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, said: stdout + stderr })
      })
    })
  return {
    root,
    place,
    ports: { http, https },
    run(script, site, environment = {}) {
      const folder = path.join(root, 'copied')
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder)
      for (const [name, text] of edgeFiles(site, sources, place)) writeFileSync(path.join(folder, name), text)
      return sh(path.join(folder, script), environment)
    },
    runInstalled: (script, environment = {}) => sh(path.join(root, 'etc/leadline-edge', script), environment),
    workers: () => takingWorkers(nginx.pid),
    async stop() {
      await nginx.stop()
      rmSync(root, { recursive: true })
    },
  }
}

/** A worker renames itself to "is shutting down" before it closes the sockets it listens on, and takes nothing from then on. */
function takingWorkers(master: number): readonly string[] {
  const children = readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').split(' ').filter(Boolean)
  return children.filter(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('nginx: worker process\0'))
}

/** An answer of the edge, with the certificate that it came under. */
export interface EdgeAnswer {
  readonly status: number | undefined
  readonly body: string
  readonly certificate: PeerCertificate | undefined
}

interface EdgeQuestion {
  readonly host: string
  readonly path?: string
  /** PEM of the authority that is trusted; none asks over plain HTTP. */
  readonly ca?: string
  readonly isTrusting?: boolean
}

/** Asks on a new connection; rejects when there is no answer, or no trust. */
export function askMachine(
  { ports }: TestMachine,
  { host, path: place = '/', ca, isTrusting }: EdgeQuestion,
): Promise<EdgeAnswer> {
  const isPlain = ca === undefined && isTrusting !== true
  const options = { host: '127.0.0.1', path: place, headers: { host }, agent: false as const }
  return new Promise((resolve, reject) => {
    const outgoing = isPlain
      ? requestHttp({ ...options, port: ports.http })
      : requestHttps({ ...options, port: ports.https, servername: host, ca, rejectUnauthorized: isTrusting !== true })
    outgoing.on('error', reject)
    outgoing.on('response', response => {
      const { socket } = response
      const certificate = socket instanceof TLSSocket ? socket.getPeerCertificate() : undefined
      let body = ''
      response.setEncoding('utf8').on('data', chunk => {
        body += chunk
      })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode, body, certificate }))
    })
    outgoing.end()
  })
}

/** A file of the machine. */
export function fileOf({ root }: TestMachine, file: string): string {
  return readFileSync(path.join(root, file), 'utf8')
}
