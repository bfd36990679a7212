import { didYouMean } from '../../../lib/did-you-mean.ts'

/** Every port of the stack, all on the loopback interface, none of them the default of a packaged service. */
export const DEFAULT_PORTS = {
  'edge-https': 17443,
  'edge-http': 17080,
  'edge-status': 17081,
  ingress: 17100,
  'ingress-admin': 17101,
  'web-1': 17201,
  'web-1-internal': 17211,
  'web-2': 17202,
  'web-2-internal': 17212,
  status: 17203,
  'status-internal': 17213,
  prober: 17300,
  control: 17400,
  prometheus: 17090,
  alertmanager: 17093,
  'node-exporter': 17910,
  grafana: 17030,
} as const

export type PortName = keyof typeof DEFAULT_PORTS
export type Ports = Readonly<Record<PortName, number>>

/** What was wrong with the ports a person asked for, one sentence each. */
export interface PortChoice {
  readonly ports: Ports
  readonly mistakes: readonly string[]
}

/** Applies `name=number` choices to the default ports, and returns every mistake. */
export function choosePorts(choices: readonly string[]): PortChoice {
  const ports: Record<string, number> = { ...DEFAULT_PORTS }
  const mistakes: string[] = []
  for (const choice of choices) {
    const [, name = '', number = ''] = /^([^=]*)=?(.*)$/s.exec(choice) ?? []
    const port = /^\d{1,5}$/.test(number) ? Number(number) : 0
    if (!Object.hasOwn(DEFAULT_PORTS, name)) {
      const names = Object.keys(DEFAULT_PORTS)
      const meant = didYouMean(name, names)
      mistakes.push(
        `There is no port "${name}"${meant === undefined ? `; there are ${names.join(', ')}` : `: did you mean "${meant}"?`}`,
      )
    } else if (port < 1 || port > 65_535) {
      mistakes.push(`Cannot use "${number}" as the port of ${name}: it must be a whole number from 1 to 65535`)
    } else {
      ports[name] = port
    }
  }
  const byNumber = Map.groupBy(Object.entries(ports), ([, port]) => port)
  for (const [port, owners] of byNumber) {
    if (owners.length > 1) mistakes.push(`Port ${port} is given to ${owners.map(([name]) => name).join(' and ')}`)
  }
  return { ports: ports as Ports, mistakes }
}
