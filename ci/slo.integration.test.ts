import { expect, test } from 'vitest'
import { main } from './slo.ts'

async function run(...argv: readonly string[]) {
  const [stdout, stderr]: [string[], string[]] = [[], []]
  const io = {
    stdout: (text: string) => void stdout.push(text),
    stderr: (text: string) => void stderr.push(text),
    env: {},
  }
  return { exitCode: await main(argv, io), stdout: stdout.join(''), stderr: stderr.join('') }
}

test('an incident is drawn as the on-call would have seen it', async () => {
  const { exitCode, stdout, stderr } = await run('simulate', 'slo/scenarios/crash-loop.incident.yaml')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  await expect(stdout).toMatchFileSnapshot('testdata/simulate-incident.txt')
})
