import { isPortFree, portHolder } from '../../../adapters/processes/ports.ts'
import type { PortName, Ports } from './ports.ts'
import type { Programs } from './programs.ts'

/** A sentence for each port that somebody else holds: which, who, and how to move it. */
export async function takenPorts(ports: Ports, programs: Programs): Promise<readonly string[]> {
  const optional: Readonly<Partial<Record<PortName, boolean>>> = {
    'node-exporter': programs.nodeExporter !== undefined,
    grafana: programs.grafana !== undefined,
  }
  const needed = (Object.entries(ports) as [PortName, number][]).filter(([name]) => optional[name] !== false)
  const taken = await Promise.all(
    needed.map(async ([name, port]) => {
      if (await isPortFree(port)) return []
      const holder = (await portHolder(port)) ?? 'another process'
      return [`Port ${port} for ${name} is taken by ${holder}: stop it, or move ours with --port ${name}=PORT`]
    }),
  )
  return taken.flat()
}
