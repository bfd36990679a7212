import { globSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { GENERATED, main } from './generate.ts'

test('what is committed is what definitions and code say', async () => {
  const { code, out, err } = await runQuietly(main, ['--check'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out.match(/^.*: \d+ files?, all current$/gm)).toHaveLength(GENERATED.length)
})

test('every generated folder and schema of the repository is in the table', async () => {
  const made = await Promise.all(GENERATED.map(set => set.make()))
  const files = made.flatMap(({ value }) =>
    value.flatMap(({ folder, files }) => [...files.keys()].map(name => path.join(folder, name))),
  )
  const committed = globSync('{slo,dashboards,k8s,services}/**/{generated/**/*.*,*.schema.json}')
  expect(committed.length).toBeGreaterThan(20)
  expect(committed.filter(file => !files.includes(file))).toEqual([])
})
