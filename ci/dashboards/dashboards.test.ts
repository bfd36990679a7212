import { expect, test } from 'vitest'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { main } from '../dashboards.ts'

const run = (...argv: readonly string[]) => runQuietly(main, argv)

test('what is committed is what the code would write', async () => {
  expect(await run('--check')).toEqual({
    code: 0,
    out: expect.stringMatching(/^Dashboards and their ConfigMaps: \d+ files, all current\n$/),
    err: '',
  })
})

test('our own dashboards keep every rule', async () => {
  expect((await run('lint')).out).toMatch(/^Our dashboards keep all \d+ rules\n$/)
})

test.each(['generate', 'lint', 'diff', 'preview', 'config-maps', 'push', 'pull', 'verify'])(
  '%s --help explains the command',
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
  [['preview', '--scenario', 'flood'], 'Cannot use "flood" as --scenario: it must be one of healthy'],
  [['preview', '--url', 'http://localhost:9090', '--scenario', 'outage'], '--scenario cannot go with --url'],
  [['preview', '--scrape', '5'], '--scrape needs --url'],
  [
    ['preview', '--url', 'nowhere', '--range', 'long'],
    '"nowhere" as --url: it must be an address that begins with http:// or https://\nCannot use "long" as --range',
  ],
  [['diff'], 'Name the commit'],
  [['diff', 'no-such-revision'], 'There is no commit "no-such-revision"'],
  [['push', '--url', 'https://grafana.example.org'], 'GRAFANA_TOKEN'],
] as const)('wrong usage says what is wrong, and exits 2: %j', async (argv, message) => {
  const { code, err } = await run(...argv)
  expect(code).toBe(2)
  expect(err).toContain(message)
})
