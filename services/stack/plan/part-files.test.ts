import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeFolder, scratchFolder, shellPart } from './part.testkit.ts'
import { writeAndCheck } from './part-files.ts'

let folder = ''
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => removeFolder(folder))

const sh = (script: string) => ({ command: 'sh', args: ['-c', script] })

test('every file is written before any check looks at it', async () => {
  const [first, second] = [path.join(folder, 'a/one.conf'), path.join(folder, 'b/two.conf')]
  const parts = [
    shellPart(folder, 'edge', '', { files: [{ path: first, text: 'one' }], check: sh(`grep -q two ${second}`) }),
    shellPart(folder, 'ingress', '', { files: [{ path: second, text: 'two' }] }),
  ]
  expect(await writeAndCheck(parts)).toEqual([])
  expect(readFileSync(first, 'utf8')).toBe('one')
})

test('the complaints of every check are reported as the program wrote them', async () => {
  const parts = [
    shellPart(folder, 'edge', '', { check: sh('echo "unknown directive" >&2; exit 1') }),
    shellPart(folder, 'prometheus', '', { check: sh('echo FAILED: no such rule; exit 1') }),
    shellPart(folder, 'web-1', '', { check: sh('true') }),
    shellPart(folder, 'alertmanager', '', { check: { command: 'leadline-absent', args: [] } }),
  ]
  expect(await writeAndCheck(parts)).toEqual([
    'edge: its own check refuses the configuration:\nunknown directive',
    'prometheus: its own check refuses the configuration:\nFAILED: no such rule',
    expect.stringMatching(/^alertmanager: its own check refuses the configuration:\n.*ENOENT/),
  ])
})
