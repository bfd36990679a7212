import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '../../adapters/processes/ports.ts'
import { findProgram } from '../../adapters/processes/programs.ts'
import { makeIdentities } from '../../services/prober/probes/identities.testkit.ts'

/** Probers run on the first core, what they probe and what drives them on the second. */
export const PROBER_CORE = '0'
const OTHER_CORE = '1'

/** A program of the benchmark that runs. */
export interface Running {
  readonly pid: number
  stop(): Promise<void>
}

/** Starts a program on a core. */
export async function startOn(
  core: string,
  command: string,
  args: readonly string[],
  env = process.env,
): Promise<Running & { readonly child: ChildProcess }> {
  const child = spawn('taskset', ['-c', core, command, ...args], { stdio: ['ignore', 'pipe', 'inherit'], env })
  await once(child, 'spawn')
  const { pid } = child
  if (pid === undefined) throw new Error(`Cannot start ${command}`)
  const stop = async () => {
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
  }
  return { pid, child, stop }
}

/** Runs a program on a core to its end; resolves to its output. */
export async function outputOn(
  core: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const { stdout } = await promisify(execFile)('taskset', ['-c', core, command, ...args], { env })
  return stdout
}

/** The program's path; throws with the command that installs it where it is missing. */
function need(name: string, debianPackage: string): string {
  const found = findProgram([name], process.env.PATH ?? '')
  if (found !== undefined) return found
  throw new Error(`This benchmark needs ${name}: sudo apt-get install --no-install-recommends ${debianPackage}`)
}

/** An Nginx that answers 200 over HTTP and HTTPS. */
export interface Target extends Running {
  readonly httpPort: number
  readonly httpsPort: number
  readonly caFile: string
}

export async function startTarget(folder: string): Promise<Target> {
  const { ca, good } = await makeIdentities()
  const file = (name: string) => path.join(folder, name)
  const [httpPort, httpsPort] = [await freePort(), await freePort()]
  await writeFile(file('ca.pem'), ca)
  await writeFile(file('key.pem'), good.key)
  await writeFile(file('cert.pem'), good.cert)
  await writeFile(
    file('nginx.conf'),
    `daemon off; worker_processes 1; pid ${file('nginx.pid')}; error_log stderr error;
events { worker_connections 8192; }
http {
  access_log off;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server {
    listen 127.0.0.1:${httpPort} backlog=4096;
    listen 127.0.0.1:${httpsPort} ssl backlog=4096;
    ssl_certificate ${file('cert.pem')}; ssl_certificate_key ${file('key.pem')};
    ssl_protocols TLSv1.3; ssl_session_tickets off;
    add_header x-release bench; add_header x-served-by app;
    location / { default_type text/html; return 200 "<!doctype html>ok"; }
  }
}
`,
  )
  const running = await startOn(OTHER_CORE, need('nginx', 'nginx-light'), [
    '-p',
    folder,
    '-c',
    file('nginx.conf'),
    '-e',
    'stderr',
  ])
  await sleep(500)
  return { ...running, httpPort, httpsPort, caFile: file('ca.pem') }
}

export interface Blackbox extends Running {
  /** Runs one probe of a module; resolves to the exposition. */
  probe(module: string, target: string): Promise<string>
}

export async function startBlackbox(folder: string, caFile: string): Promise<Blackbox> {
  const port = await freePort()
  const config = path.join(folder, 'blackbox.yml')
  const http = (more: string) =>
    `prober: http, timeout: 5s, http: { preferred_ip_protocol: ip4, headers: { Host: app.test }${more} }`
  await writeFile(
    config,
    `modules:\n  http: { ${http('')} }\n  https: { ${http(`, tls_config: { ca_file: ${caFile}, server_name: app.test }`)} }\n`,
  )
  const program = need('prometheus-blackbox-exporter', 'prometheus-blackbox-exporter')
  const args = [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error']
  const running = await startOn(PROBER_CORE, program, args, { ...process.env, GOMAXPROCS: '1' })
  await sleep(1000)
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const probe = (module: string, target: string) =>
    new Promise<string>((resolve, reject) => {
      const url = `http://127.0.0.1:${port}/probe?module=${module}&target=${encodeURIComponent(target)}`
      get(url, { agent }, response => {
        let text = ''
        response.setEncoding('utf8').on('data', chunk => {
          text += chunk
        })
        response.on('end', () => resolve(text))
      }).on('error', reject)
    })
  return { ...running, probe }
}
