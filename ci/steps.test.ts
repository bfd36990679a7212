import { expect, test } from 'vitest'
import { runSteps, type Step } from './steps.ts'

const sh = (name: string, script: string): Step => ({ name, command: 'sh', args: ['-c', script] })

/** What is told of steps, without the times, which differ. */
async function tell(...steps: readonly Step[]) {
  const told: string[] = []
  const results = await runSteps(steps, text => told.push(text))
  return { results, told: told.join('').replaceAll(/\(\d+\.\d s\)/g, '(… s)') }
}

test('every step runs whatever happens, one after the other, and only failures show their output', async () => {
  const { results, told } = await tell(
    sh('good', 'echo quiet'),
    sh('bad', 'echo out; echo err >&2; exit 3'),
    sh('good again', 'true'),
  )
  expect(results).toEqual([
    { name: 'good', isGood: true },
    { name: 'bad', isGood: false },
    { name: 'good again', isGood: true },
  ])
  expect(told).toBe('✓ good (… s)\n✗ bad (… s)\nout\nerr\n✓ good again (… s)\n')
})

test('a step that is killed has failed', async () => {
  expect((await tell(sh('killed', 'kill -9 $$'))).results).toEqual([{ name: 'killed', isGood: false }])
})

test('a program that is not there is a failure that says so', async () => {
  const { results, told } = await tell({ name: 'absent', command: 'leadline-absent', args: [] }, sh('next', 'true'))
  expect(results.map(result => result.isGood)).toEqual([false, true])
  expect(told).toMatch(/^✗ absent \(… s\)\nCannot run leadline-absent: .*ENOENT\n✓ next/)
})

test('a character that arrives in two pieces stays one', async () => {
  // The two bytes of "é", with time for the first to arrive alone.
  const { told } = await tell(sh('accent', `printf '\\303'; sleep 0.05; printf '\\251\\n'; exit 1`))
  expect(told).toContain('\né\n')
})
