import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createLog } from '../../adapters/log.ts'
import type { Definitions } from '../../services/prober/definition/model.ts'
import { createInternalServer } from '../../services/prober/internal-server.ts'
import { createMaintenanceStore } from '../../services/prober/maintenance-store.ts'
import { createMetrics } from '../../services/prober/metrics.ts'
import { createProber } from '../../services/prober/prober.ts'

/** The prober that ships, but for its file: the definitions come as a message, for some of their targets no file can name. */
const log = createLog({ write: line => void process.stdout.write(line), now: () => new Date() })
const metrics = createMetrics({ vantage: 'bench', version: 'bench' })
const maintenance = createMaintenanceStore({ entries: [], keep: async () => true })
const prober = createProber({ metrics, log, nowWall: Date.now, maintenanceReason: maintenance.reason })
const server = createInternalServer({
  metrics,
  prober,
  maintenance,
  probes: () => [],
  rejected: () => undefined,
  nowWall: Date.now,
  log,
  door: { password: undefined, names: undefined },
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.send?.((server.address() as AddressInfo).port)
process.on('message', (definitions: Definitions) => {
  prober.define(definitions)
})
process.on('disconnect', () => process.exit())
