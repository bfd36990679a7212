import { describe, expect, test } from 'vitest'
import { POLICIES } from './policies.testkit.ts'
import { readWorkflows, workflowOf } from './workflow.testkit.ts'

const WORKFLOWS = readWorkflows()

test('there are workflows for a change, a push and the night', () => {
  expect(WORKFLOWS.map(({ path }) => path)).toEqual(
    ['ci', 'deploy', 'nightly'].map(name => `.github/workflows/${name}.yml`),
  )
})

describe.each(Object.entries(POLICIES))('%s', (_, { faults, planted }) => {
  test.each(WORKFLOWS)('in $path', workflow => expect(faults(workflow)).toEqual([]))

  test.each(planted)('a fault in %s is found: %s', (file, from, to) => {
    const { text = '' } = WORKFLOWS.find(({ path }) => path === file) ?? {}
    const broken = text.replace(from, to)
    expect(broken).not.toBe(text)
    expect(faults(workflowOf(file, broken))).not.toEqual([])
  })
})
