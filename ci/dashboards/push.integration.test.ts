import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { sha256 } from '../../adapters/files/sha256.ts'
import { allBoards } from '../../dashboards/boards/boards.ts'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import { boardTexts, generatedFiles } from '../../dashboards/generated-files.ts'
import { renderFixture } from '../../dashboards/proof/fixture.ts'
import { NOW, SCRAPE_SECONDS, type ScenarioName } from '../../dashboards/proof/scenario.ts'
import { testIo } from '../../lib/command/command.testkit.ts'
import { seconds } from '../../lib/duration.ts'
import { type FakeGrafana, startFakeGrafana, TOKENS } from './fake-grafana.testkit.ts'
import { startFixturePrometheus } from './fixture-prometheus.ts'
import { grafanaUser } from './push.testkit.ts'
import { verifyBoards } from './verify.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

let fake: FakeGrafana | undefined
afterEach(() => fake?.stop())

test('Ctrl-C in the middle of a push leaves nothing half pushed', async () => {
  let written = 0
  fake = await startFakeGrafana({
    script: (method, where) => {
      if (method === 'POST' && where === '/api/dashboards/db') written += 1
      // Twice: npm passes on what the terminal has already sent to all of its processes.
      if (written === 4) for (const _ of [1, 2]) push.kill('SIGINT')
      return undefined
    },
  })
  const push = spawn(process.execPath, ['ci/dashboards.ts', 'push', '--url', fake.url], {
    cwd: ROOT,
    env: { ...process.env, GRAFANA_TOKEN: TOKENS.editor },
  })
  let said = ''
  push.stderr.on('data', chunk => {
    said += chunk
  })
  const [code] = await once(push, 'exit')
  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('Grafana is as it was before') })
  expect(written).toBeLessThan(9)
  expect([fake.boards.size, fake.folders.size]).toEqual([0, 0])
})

const BOARDS = boardTexts(generatedFiles(allBoards(exampleContext), sha256)).map(([, text]) => JSON.parse(text))

/**
 * Pushes all dashboards to a Grafana whose data source is a real Prometheus with a scenario, and verifies them there.
 */
async function verifyIn(scenario: ScenarioName): Promise<{ code: number; said: string }> {
  const prometheus = await startFixturePrometheus(renderFixture(scenario, exampleContext))
  try {
    fake = await startFakeGrafana({ prometheusUrl: prometheus.url })
    expect(await grafanaUser(fake).push(BOARDS)).toBe(0)
    let said = ''
    const hear = (text: string): void => {
      said += text
    }
    const options = { timeout: seconds(20), signal: new AbortController().signal }
    const grafana = { url: fake.url, token: TOKENS.viewer, options }
    const inquiry = { grafana, dataSource: 'prometheus', scrapeSeconds: SCRAPE_SECONDS, now: NOW }
    const code = await verifyBoards(BOARDS, inquiry, testIo(hear))
    return { code, said }
  } finally {
    await prometheus.stop()
  }
}

test('a real Prometheus answers every query of every dashboard through the data source', async () => {
  const { code, said } = await verifyIn('healthy')
  expect({ code, said }).toEqual({
    code: 0,
    said: expect.stringMatching(/9 of 9 dashboards are good; \d{3} queries were run/),
  })
})

test('an empty Prometheus is not taken for a healthy one', async () => {
  const { code, said } = await verifyIn('empty')
  expect({ code, said }).toEqual({
    code: 1,
    said: expect.stringContaining('the data source prometheus has no sloth_slo_info'),
  })
})
