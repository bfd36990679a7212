import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { DEFAULT_PORTS, type PortName, type Ports } from './ports.ts'
import type { Programs } from './programs.ts'
import { takenPorts } from './taken-ports.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listen(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return server
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port

/** Free ports, found by listening on each for a moment. */
async function freePorts(): Promise<Ports> {
  const names = Object.keys(DEFAULT_PORTS) as PortName[]
  const held = await Promise.all(names.map(async name => ({ name, server: await listen() })))
  const ports = Object.fromEntries(held.map(({ name, server }) => [name, portOf(server)])) as Ports
  for (const { server } of held) {
    server.close()
    await once(server, 'close')
  }
  servers.length = 0
  return ports
}

const PROGRAMS: Programs = {
  nginx: '/usr/sbin/nginx',
  prometheus: '/usr/bin/prometheus',
  promtool: '/usr/bin/promtool',
  alertmanager: '/usr/bin/prometheus-alertmanager',
  amtool: '/usr/bin/amtool',
  openssl: '/usr/bin/openssl',
  traefik: undefined,
  nodeExporter: undefined,
  grafana: undefined,
  setpriv: undefined,
}

test('free ports are no trouble', async () => {
  expect(await takenPorts(await freePorts(), PROGRAMS)).toEqual([])
})

test('every taken port is reported, with its holder and how to move ours', async () => {
  const free = await freePorts()
  const [first, second] = [portOf(await listen()), portOf(await listen())]
  const ports = { ...free, 'edge-https': first, control: second }
  const holder = process.platform === 'linux' ? `node (pid ${process.pid})` : 'another process'
  expect(await takenPorts(ports, PROGRAMS)).toEqual([
    `Port ${first} for edge-https is taken by ${holder}: stop it, or move ours with --port edge-https=PORT`,
    `Port ${second} for control is taken by ${holder}: stop it, or move ours with --port control=PORT`,
  ])
})

test('the port of a program that is not installed does not matter', async () => {
  const free = await freePorts()
  const ports = { ...free, grafana: portOf(await listen()), 'node-exporter': portOf(await listen()) }
  expect(await takenPorts(ports, PROGRAMS)).toEqual([])
  const grafana = { program: '/usr/bin/grafana', home: '/usr/share/grafana' }
  const both = { ...PROGRAMS, nodeExporter: '/usr/bin/node_exporter', grafana }
  expect((await takenPorts(ports, both)).length).toBe(2)
})
