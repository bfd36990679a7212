import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { inScratchFolder } from '../../../adapters/files/folders.ts'
import { findProgram } from '../../../adapters/processes/programs.ts'
import { runProgram } from '../../../adapters/processes/run-program.ts'
import { renderWatchUnit } from './watch-unit.ts'

const ANALYZE = findProgram(['systemd-analyze'], process.env.PATH ?? '')

/** What the real systemd-analyze says of the unit, in a folder where its program lies. */
async function analyzed(folder: string, args: readonly string[]): Promise<string> {
  const repository = path.join(folder, 'checkout')
  const program = path.join(repository, 'node_modules/node/bin/node')
  mkdirSync(path.dirname(program), { recursive: true })
  writeFileSync(program, '#!/bin/sh\n')
  chmodSync(program, 0o755)
  const unit = path.join(folder, 'leadline-watch.service')
  writeFileSync(unit, renderWatchUnit({ repository, user: 'root', kubeconfig: '/root/.kube/config' }))
  const { stdout, stderr, isGood } = await runProgram('systemd-analyze', [...args, unit])
  return `${stdout}${stderr}${isGood ? '' : 'it refuses'}`.trim()
}

test.skipIf(ANALYZE === undefined)('systemd takes the unit without a word', () =>
  inScratchFolder('unit', async folder => expect(await analyzed(folder, ['verify', '--man=no'])).toBe('')),
)

test.skipIf(ANALYZE === undefined)('little of the machine is open to it', () =>
  inScratchFolder('unit', async folder => {
    const said = await analyzed(folder, ['security', '--offline=yes', '--no-pager'])
    const [, exposure] = /Overall exposure level for leadline-watch\.service: ([\d.]+)/.exec(said) ?? []
    expect(Number(exposure)).toBeLessThan(2.5)
  }),
)
