import { expect, test } from 'vitest'
import { main } from './slo.ts'

async function run(...argv: readonly string[]) {
  const [stdout, stderr]: [string[], string[]] = [[], []]
  const io = {
    stdout: (text: string) => void stdout.push(text),
    stderr: (text: string) => void stderr.push(text),
    env: {},
    terminal: { columns: 120 },
  }
  return { exitCode: await main(argv, io), stdout: stdout.join(''), stderr: stderr.join('') }
}

test('an incident is drawn as the on-call would have seen it, and the wait for promtool is told', async () => {
  const { exitCode, stdout, stderr } = await run('simulate', 'slo/scenarios/crash-loop.incident.yaml')
  const line = 'promtool lives through it with web-edge-availability, 1 of 1 SLOs'
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: `\r\u001b[K${line}\r\u001b[K` })
  await expect(stdout).toMatchFileSnapshot('testdata/simulate-incident.txt')
})
