import { afterEach, beforeEach, expect, test } from 'vitest'
import { runQuietly } from '../lib/command/command.testkit.ts'
import { DRILLS } from '../services/stack/drill/drills.ts'
import { removeFolder, scratchFolder } from '../services/stack/plan/part.testkit.ts'
import { type ScriptedStack, startScriptedStack } from '../services/stack/running-stack.testkit.ts'
import { page } from '../services/stack/stack.testkit.ts'
import { main } from './drill.ts'

let folder = ''
let stack: ScriptedStack | undefined
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(async () => {
  await stack?.control.close()
  stack = undefined
  removeFolder(folder)
})

/** Runs the command as a person would, with the definitions of this repository. */
async function run(...argv: readonly string[]) {
  const { code, out, err } = await runQuietly(main, argv)
  return { exitCode: code, stdout: out, stderr: err }
}

test.each([['--help'], ['-h']])('%s explains the command and names every drill', async flag => {
  const { exitCode, stdout } = await run(flag)
  expect(exitCode).toBe(0)
  for (const name of Object.keys(DRILLS)) expect(stdout).toContain(`npm run drill -- ${name}`)
})

test.each<[readonly string[], string]>([
  [[], 'Name one drill: ingress-down, edge-down'],
  [['ingres-down'], 'Cannot use "ingres-down": did you mean ingress-down?'],
  [['meteor'], 'Cannot use "meteor": it must be one of ingress-down, edge-down'],
  [['ingress-down', 'edge-down'], 'Unexpected argument "edge-down": name one drill'],
  [['ingress-down', '--fast'], '--fast'],
])('%j is wrong usage, and says where the help is', async (argv, mistake) => {
  const { exitCode, stdout, stderr } = await run(...argv)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toContain(mistake)
  expect(stderr).toContain('See `npm run drill -- --help`.')
})

test('where no stack runs, the exit code is 3 and nothing is broken', async () => {
  expect(await run('ingress-down', '--folder', folder)).toEqual({
    exitCode: 3,
    stdout: '',
    stderr: `No stack runs from ${folder}: start one with \`npm start -- --folder ${folder}\`\n`,
  })
})

test('a stack that is not well is left alone', async () => {
  stack = await startScriptedStack(folder, { pages: [page()] })
  const { exitCode, stdout } = await run('ingress-down', '--folder', folder)
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^A page already fires \(web-edge-availability: .*\): wait until it is resolved/)
  expect(stack.commands).toEqual([])
})

test('a stack that refuses the drill says why', async () => {
  stack = await startScriptedStack(folder, {}, 'The drill "slow-app" is under way')
  expect(await run('ingress-down', '--folder', folder)).toMatchObject({
    exitCode: 1,
    stderr: 'The drill "slow-app" is under way\n',
  })
})
