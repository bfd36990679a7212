import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Part } from '../plan/part.ts'
import type { StackPlan } from '../plan/plan.ts'
import { DEFAULT_PORTS } from '../plan/ports.ts'
import { barePlan, definedSlo } from '../stack.testkit.ts'
import { planParts } from './plan-parts.ts'

const BARE = barePlan()

const FULL: StackPlan = {
  ...BARE,
  programs: {
    ...BARE.programs,
    traefik: '/usr/bin/traefik',
    nodeExporter: '/usr/bin/node_exporter',
    grafana: { program: '/usr/bin/grafana', home: '/usr/share/grafana' },
  },
}

function partsOf(plan: StackPlan): readonly Part[] {
  const edgeTemplate = readFileSync(path.join(BARE.repository, 'services/edge/edge.conf.template'), 'utf8')
  return planParts(plan, {
    edgeTemplate,
    ca: 'PEM',
    slos: [definedSlo('edge-availability', 0.999)],
    boards: new Map([['leadline-home.json', '{}']]),
    rules: new Map([['web.rules.yaml', 'groups: []\n']]),
  })
}

const names = (plan: StackPlan): readonly string[] => partsOf(plan).map(part => part.name)

describe.each([
  ['bare', BARE],
  ['full', FULL],
] as const)('in a %s stack', (_, plan) => {
  test('names are unique, and a part waits only for parts that exist', () => {
    const known = names(plan)
    expect(new Set(known).size).toBe(known.length)
    for (const part of partsOf(plan)) expect(known).toEqual(expect.arrayContaining([...part.after]))
  })

  test('every file and log lies in the stack’s own folder', () => {
    for (const { files, process, ownLogs = [] } of partsOf(plan)) {
      for (const file of [...files.map(file => file.path), process.logFile, ...ownLogs]) {
        expect(file).toMatch(/^\/srv\/leadline\//)
      }
    }
  })

  test('only the prober, whose definitions may refer to anything, gets the whole environment', () => {
    const given = partsOf(plan).filter(part => Object.hasOwn(part.process.env, 'SECRET'))
    expect(given.map(part => part.name)).toEqual(['prober'])
  })

  test('every part is reached on this machine only', () => {
    for (const { url } of partsOf(plan)) expect(new URL(url).hostname).toMatch(/^(127\.0\.0\.1|localhost)$/)
  })
})

test('parts that are not installed are not planned', () => {
  expect(names(BARE)).toEqual(['edge', 'ingress', 'web-1', 'web-2', 'prober', 'prometheus', 'alertmanager'])
  expect(names(FULL)).toEqual([...names(BARE), 'node-exporter', 'grafana'])
})

test('only an ingress that is not Traefik says that it stands in', () => {
  const standIns = (plan: StackPlan) => partsOf(plan).flatMap(part => (part.standIn === undefined ? [] : [part.name]))
  expect(standIns(BARE)).toEqual(['ingress'])
  expect(standIns(FULL)).toEqual([])
})

test('the edge of a stack answers a person who opens an address and names no host', () => {
  const [edge] = partsOf(FULL)
  expect(edge?.files[0]?.text).not.toContain('ssl_reject_handshake')
})

test('Prometheus scrapes what is installed, and nothing else', () => {
  const jobs = (plan: StackPlan) => {
    const config = partsOf(plan).find(part => part.name === 'prometheus')?.files[0]?.text ?? ''
    return [...config.matchAll(/job_name: (\S+)/g)].map(([, job]) => job)
  }
  expect(jobs(BARE)).toEqual(['web', 'prober', 'stack', 'prometheus', 'alertmanager'])
  expect(jobs(FULL)).toEqual([...jobs(BARE), 'traefik', 'node', 'grafana'])
})

test('the app says what stands in for the real thing, and draws the boards itself where Grafana does not', () => {
  const env = (plan: StackPlan) => partsOf(plan).find(part => part.name === 'web-1')?.process.env
  expect(env(BARE)).toMatchObject({ STAND_INS: expect.stringMatching(/^ingress: ./), DASHBOARDS: expect.anything() })
  expect(env(FULL)).toMatchObject({ STAND_INS: '' })
  expect(env(FULL)).not.toHaveProperty('DASHBOARDS')
})

test('clients are stopped before what they ask, and what records the end after everything else', () => {
  const stages = Object.fromEntries(partsOf(FULL).map(({ name, stopStage }) => [name, stopStage]))
  expect(stages).toMatchObject({
    ...{ prober: 0, edge: 1, ingress: 2, 'web-1': 2, 'web-2': 2 },
    ...{ prometheus: 3, alertmanager: 3, 'node-exporter': 3, grafana: 3 },
  })
})

test('a port that is moved leaves nothing behind at the old one', () => {
  const moved = Object.entries(DEFAULT_PORTS).map(([name, port]) => [name, port + 20_000])
  const text = JSON.stringify(partsOf({ ...FULL, ports: Object.fromEntries(moved) }))
  for (const port of Object.values(DEFAULT_PORTS)) expect(text).not.toContain(`:${port}`)
})

test('an instance of the app is asked each second, as a cluster does: the ingress follows', () => {
  const asked = partsOf(BARE).filter(({ askedEvery }) => askedEvery !== undefined)
  expect(asked.map(({ name, askedEvery }) => [name, askedEvery])).toEqual([
    ['web-1', 1000],
    ['web-2', 1000],
  ])
})
