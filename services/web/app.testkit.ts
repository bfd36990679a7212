import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLog } from '../../adapters/log.ts'
import { type AppDeps, createApp } from './app.ts'
import { NOW, SITE, status } from './core/status.testkit.ts'
import { createFaultSwitch } from './fault-switch.ts'
import { createMetrics } from './metrics.ts'
import { createPublicServer } from './public-server.ts'
import { ROUTES } from './routes.ts'

/** A real server of the app on a free port, with what it wrote to its log. */
export interface RunningApp {
  readonly url: string
  readonly port: number
  readonly server: Server
  readonly deps: AppDeps
  readonly lines: () => readonly Record<string, unknown>[]
  close(): Promise<void>
}

/** Starts the app as the process does, except for what is given. */
export async function startApp(changes: Partial<AppDeps> = {}): Promise<RunningApp> {
  const written: string[] = []
  const deps: AppDeps = {
    site: SITE,
    status: () => status(),
    isDraining: () => false,
    now: () => NOW,
    dashboards: undefined,
    names: undefined,
    faults: createFaultSwitch(),
    log: createLog({ write: line => void written.push(line), now: () => new Date(NOW) }),
    metrics: createMetrics(SITE.release, ROUTES),
    ...changes,
  }
  const server = createPublicServer(createApp(deps).callback(), SITE.release)
  const port = await listenAnywhere(server)
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    server,
    deps,
    lines: () => written.map(line => JSON.parse(line)),
    async close() {
      server.closeAllConnections()
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
}

/** Listens on a free port of the loopback interface. */
export async function listenAnywhere(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
