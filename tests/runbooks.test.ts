import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { CATALOGUE } from '../dashboards/catalogue/catalogue.ts'
import type { RuleGroup } from '../slo/core/rule-group.ts'
import { isAlert } from '../slo/core/rule-group.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const RULES = path.join(ROOT, 'slo/generated')
const textOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')

/** The project's own rules, and those of every kind of SLI: some alerts are made for kinds that the project does not use. */
const files = readdirSync(RULES)
  .filter(name => name.endsWith('.rules.yaml'))
  .map(name => path.join(RULES, name))
  .concat(path.join(ROOT, 'slo/testdata/kinds.rules.yaml'))
const rules = files
  .flatMap(file => (parse(readFileSync(file, 'utf8')) as { groups: readonly RuleGroup[] }).groups)
  .flatMap(group => group.rules)
const alerts = rules.filter(isAlert)

const runbooks = readdirSync(path.join(ROOT, 'docs/runbooks')).map(name => `docs/runbooks/${name}`)

test('every alert names a runbook that is there', () => {
  expect(alerts.length).toBeGreaterThan(10)
  const lost = alerts.filter(alert => !runbooks.includes(alert.annotations.runbook ?? ''))
  expect(lost.map(alert => alert.alert)).toEqual([])
})

test('every runbook is named by an alert', () => {
  const named = new Set(alerts.map(alert => alert.annotations.runbook))
  expect(runbooks.filter(runbook => !named.has(runbook))).toEqual([])
})

const SECTIONS = ['Is the user hurt?', 'First look', 'Likely causes', 'Mitigation', 'Escalation']

test.each(runbooks)('%s says in one sentence what it means, then what to do, in the order of a night', runbook => {
  const text = textOf(runbook)
  const [, title = '', meaning = ''] = /^# (.+)\n\n([\s\S]+?)\n\n/.exec(text) ?? []
  expect(title).not.toBe('')
  expect(meaning.replaceAll('\n', ' ')).toMatch(/^[^.]+\.$/)
  const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, section]) => section)
  expect(sections.filter(section => section !== 'Good to know')).toEqual(SECTIONS)
  expect(text).toMatch(/## First look\n[\s\S]*```sh\n/)
})

/** Programs of the machines that runbooks send a person to. */
const OF_MACHINES = 'amtool certbot curl df du free journalctl k3s nginx systemctl timedatectl'.split(' ')
const VERBS = 'annotate delete describe drain get logs port-forward rollout top'.split(' ')
const SCRIPTS = Object.keys(JSON.parse(textOf('package.json')).scripts)
/** What belongs to a command of a family, by its script. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  slo: ['budget', 'explain', 'validate'],
  images: ['check'],
  page: ['test'],
  vantage: ['update'],
}

/** The command lines of blocks, and what stands between backticks in a sentence and begins like one. */
function commandsIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, lines = '']) => lines.trim().split('\n'))
  const inline = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`((?:npm run|kubectl|npx) [^`]+)`/g)]
  return [...blocks, ...inline.map(([, command = '']) => command.replaceAll('\n', ' '))]
}

/** What is wrong with a command; undefined where nothing is. */
function mistakeIn(command: string): string | undefined {
  const [program = '', ...words] = command.split(/\s+/)
  if (OF_MACHINES.includes(program)) return undefined
  if (program === 'npx') return readdirSync(ROOT).includes(words[1]?.split('/')[0] ?? '') ? undefined : command
  if (program === 'kubectl') {
    const verb = words.filter((word, index) => word !== '-n' && words[index - 1] !== '-n')[0] ?? ''
    return VERBS.includes(verb) ? undefined : command
  }
  const [run, script = '', dashes, first = ''] = words
  if (program !== 'npm' || run !== 'run' || !SCRIPTS.includes(script)) return command
  const family = FAMILIES[script]
  return family === undefined || (dashes === '--' && family.includes(first)) ? undefined : command
}

test.each(runbooks)('every command of %s is one that the project, kubectl or its machine has', runbook => {
  const commands = commandsIn(textOf(runbook))
  expect(commands.length).toBeGreaterThan(0)
  expect(commands.flatMap(command => mistakeIn(command) ?? [])).toEqual([])
})

test.each(['npm run nothing', 'kubectl frobnicate', 'rm -rf /', 'npm run slo -- spend'])(
  '%s is no such command',
  command => {
    expect(mistakeIn(command)).toBe(command)
  },
)

const NAMES = new Set([
  ...CATALOGUE.map(({ name }) => name),
  ...rules.flatMap(rule => [...('record' in rule ? [rule.record] : []), ...(rule.expr.match(/[a-z]\w+_\w+/g) ?? [])]),
])
/** The families of metrics that are scraped. */
const METRIC = /\b(?:kube|container|node|prometheus|alertmanager|synthetic|prober|kubelet|k3s|traefik|http)_[a-z_]+\w/g

test.each(runbooks)('every metric of %s is scraped', runbook => {
  const used = textOf(runbook).match(METRIC) ?? []
  expect(used.filter(name => !NAMES.has(name))).toEqual([])
})
