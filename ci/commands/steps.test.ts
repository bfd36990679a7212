import { expect, test } from 'vitest'
import { runSteps, type Step } from './steps.ts'

const sh = (name: string, script: string): Step => ({ name, command: 'sh', args: ['-c', script] })

/** What is reported of steps, without the times, which differ. */
async function report(...steps: readonly Step[]) {
  const said: string[] = []
  const results = await runSteps(steps, text => said.push(text))
  return { results, said: said.join('').replaceAll(/\(\d+\.\d s\)/g, '(… s)') }
}

test('every step runs whatever happens, and only failures show their output', async () => {
  const { results, said } = await report(
    sh('good', 'echo quiet'),
    sh('bad', 'echo out; echo err >&2; exit 3'),
    sh('good again', 'true'),
  )
  expect(results).toEqual([
    { name: 'good', isGood: true },
    { name: 'bad', isGood: false },
    { name: 'good again', isGood: true },
  ])
  expect(said).toContain('✗ bad (… s)\nout\nerr\n')
  expect(said).toContain('✓ good (… s)\n')
  expect(said).not.toContain('quiet')
})

test('a step that is killed has failed', async () => {
  expect((await report(sh('killed', 'kill -9 $$'))).results).toEqual([{ name: 'killed', isGood: false }])
})

test('a program that is not there is a failure that says so', async () => {
  const { results, said } = await report({ name: 'absent', command: 'leadline-absent', args: [] }, sh('next', 'true'))
  expect(results.map(result => result.isGood)).toEqual([false, true])
  expect(said).toMatch(/✗ absent \(… s\)\nCannot run leadline-absent: .*ENOENT\n/)
})

test('a character that arrives in two pieces stays one', async () => {
  // The two bytes of "é", with time for the first to arrive alone.
  const { said } = await report(sh('accent', `printf '\\303'; sleep 0.05; printf '\\251\\n'; exit 1`))
  expect(said).toContain('\né\n')
})

test('a slow step does not hold up the others, and the results keep the order of the steps', async () => {
  const { results, said } = await report(sh('slow', 'sleep 0.5'), sh('quick', 'true'), sh('last', 'true'))
  expect(results.map(({ name }) => name)).toEqual(['slow', 'quick', 'last'])
  expect(said).toBe('✓ quick (… s)\n✓ last (… s)\n✓ slow (… s)\n')
})
