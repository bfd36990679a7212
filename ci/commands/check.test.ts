import { accessSync, constants, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { checkSteps, main } from './check.ts'
import { runSteps } from './steps.ts'

const searchPath = process.env.PATH ?? ''

test('every check has a name of its own and a program that can be run', async () => {
  const steps = await checkSteps(searchPath)
  expect(new Set(steps.map(step => step.name)).size).toBe(steps.length)
  for (const { command } of steps) expect(() => accessSync(command, constants.X_OK)).not.toThrow()
})

test('promtool is given every generated file of rules and of their tests', async () => {
  const given = (await checkSteps(searchPath)).filter(step => step.name.startsWith('promtool'))
  const generated = (ending: string) =>
    readdirSync('slo/generated')
      .filter(name => name.endsWith(ending))
      .map(name => `slo/generated/${name}`)
  expect(given.map(({ args }) => args)).toEqual([
    ...generated('.test.yaml').map(file => ['test', 'rules', file]),
    ['check', 'rules', ...generated('.rules.yaml')],
  ])
})

test('a folder without rules does not pass, for nothing was judged', async () => {
  const empty = await mkdtemp(path.join(tmpdir(), 'leadline-rules-'))
  try {
    const steps = (await checkSteps(searchPath, empty)).filter(step => step.name.startsWith('promtool'))
    expect((await runSteps(steps, () => undefined)).map(result => result.isGood)).toEqual([false, false])
  } finally {
    await rm(empty, { recursive: true, force: true })
  }
})

test('an argument is wrong usage, and nothing is run', async () => {
  expect(await runQuietly(main, ['--fix'])).toEqual({
    code: 2,
    out: '',
    err: '--fix is not an option\n\nSee `npm run check -- --help`.\n',
  })
})
