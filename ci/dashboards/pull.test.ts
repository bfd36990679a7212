import { afterEach, expect, test } from 'vitest'
import { type FakeGrafana, startFakeGrafana, TOKENS } from './fake-grafana.testkit.ts'
import { exampleBoard, grafanaUser } from './push.testkit.ts'

let fake: FakeGrafana | undefined
afterEach(() => fake?.stop())

const HOME = exampleBoard('home', 'Home')
const APP = exampleBoard('app', 'App')

async function startWithBoards(): Promise<FakeGrafana> {
  fake = await startFakeGrafana()
  await grafanaUser(fake).push([HOME, APP])
  return fake
}

test('nothing differs where nobody edited anything', async () => {
  const { pull, said } = grafanaUser(await startWithBoards(), TOKENS.viewer)
  expect(await pull([HOME, APP])).toBe(0)
  expect(said()).toBe('No dashboard changed.\n')
})

test('what was edited in Grafana is reported from the code to what is live', async () => {
  const { pull, said } = grafanaUser(await startWithBoards(), TOKENS.viewer)
  expect(await pull([exampleBoard('home', 'Home', 'min(up)'), APP])).toBe(1)
  expect(said()).toContain('- **Failing now**\n  - query A: `min(up)` → `up`\n')
})

test('a dashboard that Grafana lacks is said to be removed', async () => {
  const grafana = await startWithBoards()
  grafana.boards.delete('leadline-app')
  const { pull, said } = grafanaUser(grafana, TOKENS.viewer)
  expect(await pull([HOME, APP])).toBe(1)
  expect(said()).toContain('### App (`leadline-app`)\n\n- dashboard removed\n')
})
