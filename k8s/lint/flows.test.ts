import { expect, test } from 'vitest'
import { exampleSets } from '../render/example.testkit.ts'
import { DECLARED_FLOWS, flowsOf } from './flows.testkit.ts'

const { platform, release } = await exampleSets()
const OBJECTS = [...platform, ...release].map(({ object }) => object)

test('the policies let through what is declared, and nothing else', () => {
  expect(flowsOf(OBJECTS)).toEqual(DECLARED_FLOWS)
})

test('without the policies everything would talk to everything', () => {
  expect(flowsOf(OBJECTS.filter(({ kind }) => kind !== 'NetworkPolicy'))).toContain('stranger → prober 17300/TCP')
})
