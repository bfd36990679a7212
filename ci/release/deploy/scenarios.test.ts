import { expect, test } from 'vitest'
import { CASES } from './cases.testkit.ts'
import { exampleRelease, type Installation, installation } from './scenario.testkit.ts'

/** What answers come, by the releases that sign them. */
function signed({ api }: Installation): readonly unknown[] {
  return [...new Set(Array.from({ length: 8 }, (_, index) => api.reply('edge', index).release))]
}

test.each(CASES)('after a good release, one that is $image ends with $exit', async ({ image, exit, says }) => {
  const here = installation()
  expect((await here.deploy(exampleRelease('good', 'v1'))).exit).toBe(0)
  const unowned = here.unowned()
  const { sentence, exit: found, run } = await here.deploy(exampleRelease(image, 'v2'))
  expect(sentence).toMatch(says)
  expect(found).toBe(exit)
  await here.wait(60)
  expect(signed(here)).toEqual([exit === 0 ? 'v2' : 'v1'])
  expect(here.unowned()).toEqual(unowned)
  expect(here.api.asked.filter(line => line.includes('secrets'))).toEqual([])
  const total = [...run.seconds.values()].reduce((sum, each) => sum + each, 0)
  expect(total).toBeLessThan(300)
})

test('a missing key is named within ten seconds of the first pod', async () => {
  const here = installation()
  const { run, exit } = await here.deploy(exampleRelease('key-missing', 'v1'))
  expect(run.seconds.get('rollout')).toBeLessThan(10)
  expect(exit).toBe(21)
})

test('the first release says that there is nothing to compare it with, and a bad first one stays', async () => {
  const here = installation()
  const { sentence, run } = await here.deploy(exampleRelease('half-500', 'v1'))
  expect(run.notes).toContain(
    'This is the first release here: there is nothing to compare it with, and none to return to.',
  )
  expect(run.seconds.has('baseline')).toBe(false)
  expect(sentence).toMatch(/There is no good release to return to, so what was applied stays\.$/)
})

test('the same content again is nothing to do, and changes nothing', async () => {
  const here = installation()
  const release = exampleRelease('good', 'v1')
  await here.deploy(release)
  const start = here.now()
  const before = here.api.asked.length
  const { end, exit } = await here.deploy(release)
  expect({ end, exit }).toEqual({ end: 'nothing-to-do', exit: 0 })
  expect(here.now() - start).toBeLessThan(30)
  const written = here.api.asked.slice(before).filter(line => /^(PATCH|DELETE)/.test(line) && !line.endsWith(' dry'))
  expect(written).toEqual([])
})

test('a rejected release is refused when it comes again, and another one goes as its fix, though the budget is spent', async () => {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  const bad = exampleRelease('half-500', 'v2')
  await here.deploy(bad)
  here.budget = { left: -0.1, burn: 3, pages: [], unknown: undefined }
  const again = await here.deploy(bad)
  expect({ exit: again.exit, says: again.sentence.slice(0, 36) }).toEqual({
    exit: 11,
    says: 'This very release was rejected on 20',
  })
  expect((await here.deploy(exampleRelease('good', 'v3'))).exit).toBe(0)
  const next = await here.deploy(exampleRelease('good', 'v4'))
  expect(next).toMatchObject({ exit: 10 })
  expect(next.sentence).toContain('A fix may go: end its commit message with the trailer "Release-Reason: fix"')
})

test('after an unproven release the next one goes the whole way, and returns past it', async () => {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  expect((await here.deploy(exampleRelease('node-lost', 'v2'))).exit).toBe(40)
  expect((await here.deploy(exampleRelease('half-500', 'v3'))).exit).toBe(20)
  await here.wait(60)
  expect(signed(here)).toEqual(['v1'])
})

test('a rollback by hand returns to the release before, whatever the budget says, and takes it back only once', async () => {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  await here.deploy(exampleRelease('good', 'v2'))
  here.budget = { left: -1, burn: 9, pages: [{ name: 'Page', since: new Date(0) }], unknown: undefined }
  expect((await here.rollback({ ifCurrent: 'v1' })).end).toBe('nothing-to-do')
  expect((await here.rollback({ ifCurrent: 'v2' })).exit).toBe(0)
  expect(signed(here)).toEqual(['v1'])
  expect(await here.rollback()).toMatchObject({ exit: 11, sentence: expect.stringContaining('no other release') })
})

test('a rollback that fails raises the alarm and ends with 30', async () => {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  here.interfere = ({ method, path, isDry }) => {
    // Of the release under test all is applied; what brings the old one back is not.
    if (
      method === 'PATCH' &&
      path.endsWith('/deployments/app') &&
      !isDry &&
      here.said.some(line => /^Returning/.test(line))
    ) {
      return { status: 403, body: { message: 'deployments.apps "app" is forbidden' } }
    }
    return undefined
  }
  const { exit, sentence } = await here.deploy(exampleRelease('half-500', 'v2'), { isSigned: false })
  expect(exit).toBe(30)
  expect(sentence).toMatch(
    /^The last good release could not be brought back: .*is forbidden.*It was to be brought back because/,
  )
  expect(here.alarms).toEqual([sentence])
})
