import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { requireProgram, runProgram } from './run-program.ts'

test('an exit code is a result, with all that was printed', async () => {
  expect(await runProgram('sh', ['-c', 'echo out; echo err >&2; exit 3'])).toEqual({
    isGood: false,
    how: 'exit code 3',
    stdout: 'out\n',
    stderr: 'err\n',
  })
  expect(await runProgram('sh', ['-c', 'echo out'])).toMatchObject({ isGood: true, how: 'exit code 0' })
})

test('a program runs in the folder and with the environment that are given', async () => {
  const options = { folder: tmpdir(), env: { PATH: process.env.PATH, WORD: 'here' } }
  expect((await runProgram('sh', ['-c', 'echo "$WORD $PWD"'], options)).stdout).toBe(`here ${tmpdir()}\n`)
})

test('a signal is a result, with what was printed before', async () => {
  const run = await runProgram('sh', ['-c', 'echo out; kill -9 $$'])
  expect(run).toEqual({ isGood: false, how: 'signal SIGKILL', stdout: 'out\n', stderr: '' })
})

test('a program that cannot be started is an error', async () => {
  await expect(runProgram('leadline-absent', [])).rejects.toThrow('ENOENT')
})

test('a program that is needed and missing is named, with what installs it', () => {
  expect(requireProgram('sh')).toMatch(/\/sh$/)
  expect(() => requireProgram('leadline-absent')).toThrow('leadline-absent is not installed: run ci/setup.sh')
})
