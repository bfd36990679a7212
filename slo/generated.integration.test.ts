import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const promtool = (...args: string[]) => promisify(execFile)('promtool', args)
const generated = (await readdir('slo/generated')).map(name => `slo/generated/${name}`)

test.each(generated.filter(name => name.endsWith('.rules.yaml')))('promtool accepts %s', async file => {
  expect((await promtool('check', 'rules', file)).stdout).toContain('SUCCESS')
})

test.each(generated.filter(name => name.endsWith('.test.yaml')))('%s holds against the rules', async file => {
  expect((await promtool('test', 'rules', file)).stdout).toContain('SUCCESS')
})
