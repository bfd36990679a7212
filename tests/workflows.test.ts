import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

const ROOT = path.resolve(import.meta.dirname, '..')
const WORKFLOWS = globSync('.github/workflows/*.yml', { cwd: ROOT })

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>
}

test('there are workflows', () => expect(WORKFLOWS.length).toBeGreaterThan(1))

test.each(WORKFLOWS)('%s runs only scripts that are there', file => {
  const { jobs } = parse(readFileSync(path.join(ROOT, file), 'utf8')) as Workflow
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))
  const scripts = commands.flatMap(command =>
    [...command.matchAll(/\b(?:node|sh) (\S+\.(?:ts|sh))/g)].map(([, script = '']) => script),
  )
  expect(commands.length).toBeGreaterThan(0)
  expect(scripts.filter(script => !existsSync(path.join(ROOT, script)))).toEqual([])
})
