import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { STATES } from '../../ci/release/core/deploy/states.ts'
import { inSeconds } from '../../lib/duration.ts'
import { shownFiles } from '../guide-commands.testkit.ts'
import { jobsOf, readWorkflows, type Workflow } from './workflow.testkit.ts'

const GUIDE = readFileSync('docs/workflows.md', 'utf8')

function deployWorkflow(): Workflow {
  const found = readWorkflows().find(({ path }) => path.endsWith('/deploy.yml'))
  if (found === undefined) throw new TypeError('there is no deploy.yml')
  return found
}

/** Commands of npm as a person reads them: script, words and options, without values, files for later steps and what is optional. */
function commandsIn(text: string): readonly string[] {
  const commands = text.match(/\bnpm (run (--silent )?[\w-]+( -- [^\n`]*)?|test\b)/g) ?? []
  return commands.map(command =>
    command
      .replace('--silent ', '')
      .replace(/ \$\{\w+:\+[^}]*\}/, '')
      .replaceAll(/ --(json|html|postmortem) \S+/g, '')
      .replaceAll(/(?<=--(image|release|if-current)) \S+/g, '')
      .trim(),
  )
}

/** The commands of each job, as the guide's table and as the workflow have them. */
function documented(): Readonly<Record<string, readonly string[]>> {
  const [, table = ''] = /<!-- jobs of deploy\.yml[^>]*-->([\s\S]*?)<!-- end -->/.exec(GUIDE) ?? []
  const rows = [...table.matchAll(/^\| `(\w+)` \| [^|]* \| (.*) \|$/gm)]
  return Object.fromEntries(rows.map(([, job = '', cell = '']) => [job, commandsIn(cell)]))
}

test('the guide names each job of the deploy with its commands, in the order of the workflow', () => {
  const jobs = jobsOf(deployWorkflow()).map(
    ([name, { steps = [] }]) => [name, steps.flatMap(({ run = '' }) => commandsIn(run))] as const,
  )
  expect(jobs.length).toBeGreaterThan(5)
  expect(jobs.filter(([, commands]) => commands.length === 0)).toEqual([])
  expect(documented()).toEqual(Object.fromEntries(jobs))
  expect(Object.keys(documented())).toEqual(jobs.map(([name]) => name))
})

test('a deploy by hand is two commands, and the workflow has both', () => {
  const [, block = ''] = /## By hand\n[^`]*```sh\n([\s\S]*?)```/.exec(GUIDE) ?? []
  const byHand = commandsIn(block)
  expect(byHand).toEqual(['npm run images -- build', 'npm run deploy -- --image'])
  const all = Object.values(deployWorkflow().jobs).flatMap(({ steps = [] }) =>
    steps.flatMap(({ run = '' }) => commandsIn(run)),
  )
  expect(all).toEqual(expect.arrayContaining([...byHand]))
})

test('what the guide says of a fix without tests is the input of the workflow', () => {
  const { inputs } = deployWorkflow().on.workflow_dispatch as { inputs: Readonly<Record<string, unknown>> }
  const named = [...GUIDE.matchAll(/--field (\w+)=/g)].map(([, input]) => input)
  expect(named).toEqual(Object.keys(inputs))
})

describe('variables and secrets', () => {
  const used = readWorkflows().flatMap(({ text }) =>
    [...text.matchAll(/\b(?:vars|secrets)\.(\w+)/g)].map(([, name = '']) => name),
  )
  test.each([...new Set(used)])('%s is in the guide', name => expect(GUIDE).toContain(`\`${name}\``))
})

test('GitHub ends no deploy and no undo before its states have had their time', () => {
  const { jobs } = deployWorkflow()
  const minutes = (names: readonly (keyof typeof STATES)[]): number =>
    names.reduce((sum, name) => sum + inSeconds(STATES[name].within) / 60, 0)
  // Checkout, packages and evidence.
  const around = 10
  expect(jobs.deploy?.['timeout-minutes']).toBeGreaterThan(minutes(Object.keys(STATES) as never) + around)
  const back = ['preflight', 'lock', 'undo', 'undo-rollout', 'undo-gate'] as const
  expect(jobs.undo?.['timeout-minutes']).toBeGreaterThan(minutes(back) + around)
})

test('the files that the guide shows can be read', () => {
  const files = shownFiles(GUIDE).filter(({ language }) => language === 'yaml')
  expect(files.map(({ path }) => path)).toEqual(['/etc/rancher/k3s/authn.yaml', '/home/runner/.kube/config'])
  for (const { text } of files) expect(parse(text)).toMatchObject({ kind: expect.any(String) })
})
