import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { freePorts as freeNumbers } from '../../../adapters/processes/ports.ts'
import { barePlan } from '../stack.testkit.ts'
import { DEFAULT_PORTS, type PortName, type Ports } from './ports.ts'
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

/** A free port for each part. */
async function freePorts(): Promise<Ports> {
  const names = Object.keys(DEFAULT_PORTS) as PortName[]
  const numbers = await freeNumbers(names.length)
  return Object.fromEntries(names.map((name, index) => [name, numbers[index]])) as Ports
}

const PROGRAMS = barePlan().programs

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
