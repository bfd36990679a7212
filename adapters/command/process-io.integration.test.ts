import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from 'vitest'

test('a reader that has seen enough is no error of ours', async () => {
  const args = ['ci/dashboards.ts', 'config-maps']
  const command = spawn(process.execPath, args, { cwd: path.resolve(import.meta.dirname, '../..') })
  let said = ''
  command.stderr.on('data', chunk => {
    said += chunk
  })
  command.stdout.destroy()
  const [code] = await once(command, 'close')
  expect({ code, said }).toEqual({ code: 141, said: '' })
})
