import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { main } from '../ci/slo.ts'
import { testIo } from '../lib/command/command.testkit.ts'
import { MISS_REASONS } from '../lib/promql/query/miss.ts'

/** The guide, whose files and commands are tried as a reader would. */
const GUIDE = readFileSync(path.resolve(import.meta.dirname, '../docs/slos.md'), 'utf8')
const BLOCKS = [...GUIDE.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text = '']) => ({
  language,
  text,
}))

/** The files of the guide by the name in their first line. */
const FILES = BLOCKS.filter(({ language }) => language === 'yaml' || language === 'ts').map(({ text }) => {
  return { name: /^(?:#|\/\/) ([\w/]+\.\w+)\n/.exec(text)?.[1] ?? 'nameless.yaml', text }
})
const BROKEN = 'typo.yaml'
const DEFINITIONS = FILES.map(({ name }) => name).filter(name => /^\w+\.yaml$/.test(name))

const folder = await mkdtemp(path.join(tmpdir(), 'slo-guide-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
for (const { name, text } of FILES) {
  await mkdir(path.join(folder, path.dirname(name)), { recursive: true })
  await writeFile(path.join(folder, name), text)
}

/** Runs a command of the guide; paths in it lie in the guide's folder, which its output does not show. */
async function run(words: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }> {
  const output: string[] = []
  const write = (text: string) => void output.push(text)
  const argv = words.map(word => (/^[\w/]+(\.yaml|\/)$/.test(word) ? `${folder}/${word}` : word))
  const exitCode = await main(argv, testIo(write))
  return { exitCode, output: output.join('').replaceAll(`${folder}/`, '') }
}

test.each(DEFINITIONS.filter(name => name !== BROKEN))('%s is good, and Prometheus gets rules of it', async name => {
  expect(await run(['validate', '--input', name])).toEqual({
    exitCode: 0,
    output: expect.stringMatching(/^1 file with \d SLOs?: no errors\n$/),
  })
  const rules = await run(['generate', '--input', name, '--as', 'rules', '--out', '-'])
  expect(rules).toMatchObject({ exitCode: 0, output: expect.stringContaining('record: slo:sli_error:ratio_rate5m') })
})

test('its own windows and its own plugin are used', async () => {
  await writeFile(
    path.join(folder, 'own.yaml'),
    'version: prometheus/v1\nservice: shop\nslos: [{ name: queue, objective: 99, period: 14d, sli: { plugin: { id: shop/queue, options: { queue: mail } } }, alerting: { name: Queue } }]\n',
  )
  const own = ['--windows', 'windows/', '--plugins', 'plugins/']
  const { output } = await run(['generate', '--input', 'own.yaml', ...own, '--out', '-'])
  expect(output).toContain('messages_total{queue="mail",result="failed"}')
  expect(output).toContain('> 13.44')
})

const SESSIONS = BLOCKS.filter(({ language }) => language === 'console').flatMap(({ text }) =>
  text
    .split(/^\$ npm run slo -- /m)
    .slice(1)
    .map(session => {
      const [command = '', ...lines] = session.split('\n')
      return { command, pieces: lines.join('\n').split('…\n') }
    }),
)

describe('its commands print what it says', () => {
  test.each(SESSIONS)('$command', async ({ command, pieces }) => {
    const { output, exitCode } = await run(command.split(' '))
    const [first = ''] = pieces
    expect(output.slice(0, first.length)).toBe(first)
    for (const piece of pieces) expect(output).toContain(piece)
    expect(exitCode).toBe(command.includes(BROKEN) ? 1 : 0)
  })
})

/** The reasons why a query keeps a weaker layout, each with its example. */
const WEAKER = [...GUIDE.matchAll(/^\| ([^|]+) \| `((?:[^`|]|\\\|)*\{\{\.window\}\}(?:[^`|]|\\\|)*)` \|$/gm)].map(
  ([, reason = '', query = '']) => {
    return { reason, query: query.replaceAll('\\|', '|') }
  },
)

describe('each spelling that keeps a weaker layout is named with its reason', () => {
  test('the guide names every reason that a summed query can have', () => {
    // A join needs groups in both queries; the others are mistakes, and errors.
    const { join: _, unread: __, 'not-summed': ___, constant: ____, ...rest } = MISS_REASONS
    expect(WEAKER.map(({ reason }) => reason).sort()).toEqual(Object.values(rest).sort())
  })

  test.each(WEAKER)('$reason: $query', async ({ reason, query }) => {
    await writeFile(
      path.join(folder, 'weaker.yaml'),
      `version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99, sli: { events: { error_query: '${query}', total_query: 'sum(rate(all_total[{{.window}}]))' } } }]\n`,
    )
    const { output } = await run(['validate', '--input', 'weaker.yaml'])
    const said = output.replaceAll(/\n *(?=\S)/g, ' ')
    const isCounted = said.includes(`because ${reason}`) || said.includes('[not-a-count]')
    expect(isCounted, output).toBe(true)
    const rules = await run(['generate', '--input', 'weaker.yaml', '--out', '-'])
    expect(rules.output).toContain('slo:sli_errors:rate5m')
    expect(rules.output).not.toContain('slo:sli_first_errors:rate5m\n')
  })
})

test('every series it names is recorded', async () => {
  const named = new Set([...GUIDE.matchAll(/`(slo:[\w:]+|sloth_slo_info)`/g)].map(([, name = '']) => name))
  const { output } = await run(['generate', '--input', 'shop.yaml', '--out', '-'])
  const recorded = [...output.matchAll(/record: (\S+)/g)].map(([, name]) => name)
  expect([...named].filter(name => !recorded.includes(name))).toEqual([])
  expect(named.size).toBeGreaterThan(10)
})
