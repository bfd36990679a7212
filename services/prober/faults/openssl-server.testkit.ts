import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Identity, TestServer } from '../probes/fault-servers.testkit.ts'

/**
 * OpenSSL's test server, for what Node's cannot send. What is given as `commands` it reads again and again once a client is
 * there: `k` changes its keys, `R` asks for another handshake, `Q` ends it.
 */
export async function serveOpenssl(
  { key, cert }: Identity,
  options: readonly string[],
  commands?: string,
): Promise<TestServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline-openssl-'))
  const file = path.join(folder, 'identity.pem')
  await writeFile(file, `${key}${cert}`)
  const args = ['s_server', '-accept', '127.0.0.1:0', '-cert', file, '-key', file, '-cert_chain', file, ...options]
  const server = spawn('openssl', args)
  // A benchmark that is over does not wait for its servers.
  const kill = (): boolean => server.kill('SIGKILL')
  process.once('exit', kill)
  let timer: NodeJS.Timeout | undefined
  let output = ''
  const port = await new Promise<number>((resolve, reject) => {
    server.once('exit', () => reject(new Error(`OpenSSL's server ended: ${output}`)))
    server.stderr.on('data', chunk => (output += chunk))
    server.stdout.on('data', chunk => {
      output = (output + chunk).slice(-4096)
      const listening = /^ACCEPT [^\n]*:(\d+)$/m.exec(output)
      if (listening?.[1] !== undefined) resolve(Number(listening[1]))
      if (commands !== undefined && timer === undefined && output.includes('CIPHER is'))
        timer = repeat(server, commands)
    })
  })
  server.stdin.on('error', () => undefined)
  return {
    port,
    async close() {
      clearInterval(timer)
      const ended = server.exitCode === null ? once(server, 'exit') : undefined
      kill()
      process.off('exit', kill)
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Each command must stand at the beginning of what one read gives. */
function repeat(server: ChildProcessWithoutNullStreams, commands: string): NodeJS.Timeout {
  return setInterval(() => server.stdin.write(commands), 1)
}
