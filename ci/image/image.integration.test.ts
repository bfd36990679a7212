import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import { NODE_FLAGS } from '../../lib/node-flags.ts'
import { renderSloList } from '../../services/web/core/slo-list.ts'
import { contextFiles } from './context-files.ts'

let folder = ''
let child: ChildProcess | undefined
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-image-'))
  for (const file of contextFiles()) cpSync(file, path.join(folder, file))
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'))
})
afterEach(() => {
  child?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** Starts a program of the image; all that it has said so far. */
function start(file: string, env: Readonly<Record<string, string>>) {
  const said: string[] = []
  child = spawn(process.execPath, [...NODE_FLAGS, file], { cwd: folder, env: { PATH: process.env.PATH, ...env } })
  child.stdout?.on('data', data => said.push(String(data)))
  child.stderr?.on('data', data => said.push(String(data)))
  return () => said.join('')
}

test('with the files of the image alone the prober probes', async () => {
  const said = start('services/prober/main.ts', { PORT: '0' })
  await expect.poll(said).toMatch(/listening[\s\S]*slot|listening[\s\S]*probe/)
})

test('with the files of the image alone the web app serves', async () => {
  const sloList = path.join(folder, 'slos.json')
  writeFileSync(sloList, renderSloList(exampleContext.slos))
  const env = {
    PORT: '0',
    INTERNAL_PORT: '0',
    RELEASE: 'r',
    INSTANCE: 'i',
    SITE_URL: 'http://localhost/',
    PROMETHEUS_URL: 'http://127.0.0.1:9/',
    SLO_LIST: sloList,
  }
  const said = start('services/web/main.ts', env)
  await expect.poll(said).toContain('listening')
})
