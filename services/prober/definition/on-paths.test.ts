import { expect, test } from 'vitest'
import { readProbeDefinitions } from '../../../adapters/probe-definitions.ts'
import { PROBES_FILE } from '../contract/probes-file.ts'
import { onPaths } from './on-paths.ts'

const { value: all } = readProbeDefinitions(PROBES_FILE, {})
const [home] = all.probes
const onlyApp = { ...all, probes: home === undefined ? [] : [{ ...home, routes: home.routes.slice(2) }] }

test('without a choice every path is taken, and hops are asked about themselves', () => {
  expect(onPaths(all, undefined)).toBe(all)
  expect(all.evidence).toHaveLength(2)
})

test('only the paths that are chosen are left, and no evidence of hops', () => {
  const { probes, evidence } = onPaths(all, ['edge', 'ingress'])
  expect(probes.map(({ name, routes }) => [name, ...routes.map(({ path }) => path)])).toEqual([
    ['home', 'edge', 'ingress'],
  ])
  expect(evidence).toEqual([])
})

test('a probe that has none of the paths is not defined', () => {
  expect(onlyApp.probes.flatMap(({ routes }) => routes.map(({ path }) => path))).toEqual(['app'])
  expect(onPaths(onlyApp, ['edge']).probes).toEqual([])
})
