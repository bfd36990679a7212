import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { milliseconds } from '../../../../lib/duration.ts'
import { parseProbes } from '../../../../services/prober/definition/parse.ts'
import { definedSlo } from '../../../../services/stack/stack.testkit.ts'
import type { ProbeSli, Slo } from '../../../../slo/core/model.ts'
import { gateQuestions } from './questions.ts'

const REFERENCES = {
  env: () => undefined,
  file: () => ({ problem: 'there are no files' }),
  cronMistake: () => undefined,
  cronInterval: () => milliseconds(0),
  cronLongestGap: () => milliseconds(0),
}

function definitions(text: string) {
  const { value, diagnostics } = parseProbes({ path: 'probes.yaml', text }, REFERENCES)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return value
}

function slo(name: string, objective: number, probe: ProbeSli): Slo {
  return { ...definedSlo(name, objective), sli: { kind: 'events', errorQuery: '', totalQuery: '', probe } }
}

const PROBES = definitions(`probes:
  - name: home
    interval: 5s
    timeout: 4s
    paths:
      edge: { url: http://127.0.0.1:1/ }
      ingress: { url: http://127.0.0.1:2/ }
      app: { url: http://127.0.0.1:3/ }
    expect: { status: 200, latency: { degraded: 200ms } }
  - name: search
    interval: 5s
    timeout: 4s
    paths: { edge: { url: http://127.0.0.1:1/search } }
  - name: order
    interval: 5s
    timeout: 4s
    request: { method: POST }
    paths: { edge: { url: http://127.0.0.1:1/orders } }
`)

const asked = (...given: Parameters<typeof gateQuestions>) =>
  gateQuestions(...given).objectives.map(({ path, question, objective, latency }) => [
    path,
    question,
    objective,
    latency,
  ])

test('the SLOs say which paths are asked about, and what is fast', () => {
  const slos = [
    slo('edge-availability', 0.999, { probe: 'home', path: 'edge' }),
    slo('edge-latency', 0.95, { probe: 'home', path: 'edge', latency: milliseconds(300) }),
    slo('ingress-availability', 0.98, { probe: 'home', path: 'ingress' }),
    definedSlo('something-else', 0.9),
  ]
  expect(asked(slos, PROBES)).toEqual([
    ['edge', 'available', 0.999, undefined],
    ['edge', 'fast', 0.95, milliseconds(300)],
    ['ingress', 'available', 0.98, undefined],
  ])
})

test('a path is asked whether it is available even where an SLO counts only how fast it is', () => {
  expect(
    asked([slo('edge-latency', 0.95, { probe: 'home', path: 'edge', latency: milliseconds(300) })], PROBES),
  ).toEqual([
    ['edge', 'available', 0.999, undefined],
    ['edge', 'fast', 0.95, milliseconds(300)],
  ])
})

test('two probes on one path have names of their own', () => {
  const slos = ['home', 'search'].map(probe => slo(`${probe}-availability`, 0.999, { probe, path: 'edge' }))
  expect(gateQuestions(slos, PROBES).routes.map(({ name }) => name)).toEqual(['edge (home)', 'edge (search)'])
})

test('without an SLO every path of every probe that reads a page is asked about, by the probe’s own expectation', () => {
  expect(asked([], PROBES)).toEqual([
    ['edge (home)', 'available', 0.999, undefined],
    ['edge (home)', 'fast', 0.99, milliseconds(200)],
    ['ingress', 'available', 0.999, undefined],
    ['ingress', 'fast', 0.99, milliseconds(200)],
    ['app', 'available', 0.999, undefined],
    ['app', 'fast', 0.99, milliseconds(200)],
    ['edge (search)', 'available', 0.999, undefined],
  ])
})

test('a path that is named is asked about though no SLO counts it, and no other is', () => {
  const slos = [slo('edge-availability', 0.999, { probe: 'home', path: 'edge' })]
  expect(asked(slos, PROBES, ['app']).map(([path]) => path)).toEqual(['app', 'app'])
  expect(asked(slos, PROBES, ['edge']).map(([path]) => path)).toEqual(['edge'])
})

test('a probe that may change something is not sent, and an SLO that counts it is named', () => {
  const slos = [slo('orders', 0.999, { probe: 'order', path: 'edge' })]
  const { routes, notes } = gateQuestions(slos, PROBES)
  expect(routes.map(({ probe }) => probe.name)).not.toContain('order')
  expect(notes).toEqual(['web-orders is not judged: the probe order may change something, or asks no app.'])
})

test('the definitions of this project ask about the edge and the ingress', () => {
  const project = definitions(readFileSync('services/prober/probes.yaml', 'utf8'))
  const slos = [slo('edge-availability', 0.999, { probe: 'home', path: 'edge' })]
  expect(gateQuestions(slos, project).routes.map(({ name, route }) => [name, route.port])).toEqual([['edge', 17443]])
})
