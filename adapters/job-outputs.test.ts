import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { leaveOutputs } from './job-outputs.ts'

function outputFile(text = ''): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-outputs-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'output')
  writeFileSync(file, text)
  return file
}

test('results are added to what earlier steps left, and absent ones are left out', async () => {
  const file = outputFile('before=1\n')
  await leaveOutputs({ env: { GITHUB_OUTPUT: file } }, { release: '3f2c1d', end: undefined, verdict: '' })
  expect(readFileSync(file, 'utf8')).toBe('before=1\nrelease=3f2c1d\nverdict=\n')
})

test('outside of a job nothing is written', async () => {
  await leaveOutputs({ env: {} }, { release: '3f2c1d' })
  await leaveOutputs({ env: { GITHUB_OUTPUT: '' } }, { release: '3f2c1d' })
})

test.each(['a\nend=done', 'a\rb'])('a value of several lines is refused, and nothing is written: %j', async release => {
  const file = outputFile()
  await expect(leaveOutputs({ env: { GITHUB_OUTPUT: file } }, { first: '1', release })).rejects.toThrow(
    'The result "release" has several lines',
  )
  expect(readFileSync(file, 'utf8')).toBe('')
})
