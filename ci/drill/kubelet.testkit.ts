import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { createServer } from 'node:tls'
import { ensureCertificates } from '../../adapters/certificates.ts'
import { freePort } from '../../adapters/processes/ports.ts'
import { at, listAt, textAt } from '../../lib/json/path.ts'
import type { FakeCluster } from '../e2e/fake-cluster.testkit.ts'

/**
 * A fake of a kubelet and of the controller of Jobs: it runs the real program of each Job of the fake cluster as a process of this
 * machine, with its real command, and a pod object that says how it is.
 */
export interface FakeKubelet {
  /** Looks at the Jobs once, as both do all the time. */
  readonly look: () => Promise<void>
  /** Ends a program without a chance to put anything back, as a node does that is lost. */
  readonly kill: () => void
  readonly output: () => string
  readonly close: () => void
}

const JOB = /^\/apis\/batch\/v1\/namespaces\/([^/]+)\/jobs\/([^/]+)$/

interface Running {
  readonly child: ChildProcess
  readonly pod: string
  readonly readyPort: number
}

/** Starts one in a folder; its pods reach the fake cluster over TLS, with a token that no one checks. */
export async function startFakeKubelet(fake: FakeCluster, folder: string): Promise<FakeKubelet> {
  const files = await ensureCertificates(folder, ['localhost', '127.0.0.1'], new Date())
  copyFileSync(files.caFile, path.join(folder, 'ca.crt'))
  writeFileSync(path.join(folder, 'token'), 'nobody\n')
  const upstream = Number(new URL(fake.cluster.server).port)
  const tls = { cert: readFileSync(files.certificateFile), key: readFileSync(files.keyFile) }
  const server = createServer(tls, socket => {
    const behind = connect(upstream, '127.0.0.1')
    for (const end of [socket, behind]) end.on('error', () => behind.destroy())
    socket.pipe(behind).pipe(socket)
  })
  const port = await freePort()
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  const running = new Map<string, Running>()
  let output = ''
  const start = async (job: unknown, key: string, namespace: string, name: string): Promise<void> => {
    const pod = at(job, 'spec', 'template', 'spec')
    const container = listAt(pod, 'containers')[0]
    const [, ...args] = listAt(container, 'command').map(String)
    const env = Object.fromEntries(listAt(container, 'env').map(one => [textAt(one, 'name'), textAt(one, 'value')]))
    const readyPort = await freePort()
    const child = spawn(process.execPath, args, {
      env: {
        ...env,
        PLAN: JSON.stringify({ ...JSON.parse(env.PLAN ?? '{}'), readyPort }),
        ACCOUNT: folder,
        KUBERNETES_SERVICE_HOST: 'localhost',
        KUBERNETES_SERVICE_PORT: String(port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', text => {
        output += text
      })
    running.set(key, { child, pod: `/api/v1/namespaces/${namespace}/pods/${name}-1`, readyPort })
  }
  const look = async (): Promise<void> => {
    for (const [key, { child, pod, readyPort }] of running) {
      const job = fake.objects.get(key)
      const isOver = child.exitCode !== null || child.signalCode !== null
      if (!isOver && (job === undefined || at(job, 'spec', 'suspend') === true)) child.kill('SIGTERM')
      if (isOver) {
        running.delete(key)
        fake.objects.delete(pod)
        if (child.exitCode === 0) fake.objects.delete(key)
        continue
      }
      const isReady = await fetch(`http://127.0.0.1:${readyPort}/`).then(
        ({ status }) => status === 200,
        () => false,
      )
      const [, namespace = '', name = ''] = JOB.exec(key) ?? []
      const labels = at(job, 'metadata', 'labels') ?? at(fake.objects.get(pod), 'metadata', 'labels')
      fake.objects.set(pod, {
        kind: 'Pod',
        metadata: { name: `${name}-1`, namespace, labels },
        status: { containerStatuses: [{ ready: isReady, state: { running: {} } }] },
      })
    }
    for (const [key, job] of fake.objects) {
      const [, namespace, name] = JOB.exec(key) ?? []
      const isWanted = name !== undefined && !running.has(key) && at(job, 'spec', 'suspend') !== true
      if (isWanted && namespace !== undefined) await start(job, key, namespace, name)
    }
  }
  const kill = (): void => {
    for (const { child } of running.values()) child.kill('SIGKILL')
  }
  return {
    look,
    kill,
    output: () => output,
    close() {
      kill()
      server.close()
    },
  }
}
