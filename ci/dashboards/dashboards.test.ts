import { expect, test } from 'vitest'
import { runQuietly } from '../command/command.testkit.ts'
import { main } from '../dashboards.ts'

const run = (...argv: readonly string[]) => runQuietly(main, argv)

test('what is committed is what the code would write', async () => {
  expect(await run('--check')).toEqual({ code: 0, out: '', err: '' })
})

test('our own boards keep every rule', async () => {
  expect((await run('lint')).out).toMatch(/^Our boards keep all \d+ rules\n$/)
})

test.each(['generate', 'lint', 'diff', 'preview', 'config-maps', 'push', 'verify'])(
  '%s --help teaches the command',
  async name => {
    const { code, out } = await run(name, '--help')
    expect(code).toBe(0)
    expect(out).toContain(`npm run dashboards -- ${name}`)
    expect(out).toContain('Exit codes:')
  },
)

test.each([
  [['frobnicate'], 'There is no command "frobnicate"'],
  [['generate', '--chek'], '--chek'],
  [['preview', '--scenario', 'flood'], 'There is no scenario "flood"'],
  [['preview', '--url', 'http://localhost:9090', '--scenario', 'outage'], 'leave out --url'],
  [['preview', '--scrape', '5'], '--scrape needs --url'],
  [['preview', '--url', 'nowhere', '--range', 'long'], '"nowhere" is no address.\n"long" is no duration'],
  [['diff'], 'Name the commit'],
  [['push', '--url', 'https://grafana.example.org'], 'GRAFANA_TOKEN'],
] as const)('wrong usage is told, and exits 2: %j', async (argv, message) => {
  const { code, err } = await run(...argv)
  expect(code).toBe(2)
  expect(err).toContain(message)
})
