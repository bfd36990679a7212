import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { inScratchFolder } from '../../../adapters/files/folders.ts'
import { runQuietly } from '../../../lib/command/command.testkit.ts'
import { UNOWNED } from '../deploy/scenario.testkit.ts'
import { scriptedApi } from '../deploy/scripted-api.testkit.ts'
import { serveApi } from '../deploy/served-api.testkit.ts'
import { main } from './watch-release.ts'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))

test('as npm starts it, it watches a cluster until it is ended, which is no failure', () =>
  inScratchFolder('watch', async folder => {
    const api = scriptedApi({ now: () => performance.now() / 1000 })
    for (const object of UNOWNED) api.put(object)
    const served = await serveApi(api)
    const site = path.join(folder, 'site.yaml')
    writeFileSync(site, readFileSync('k8s/site.example.yaml'))
    const [, ...script] = scripts['watch-release'].split(' ')
    const env = { PATH: process.env.PATH ?? '', HOME: folder, ...served.env }
    const child = spawn(process.execPath, [...script, '--site', site, '--evidence', folder], { env })
    try {
      let said = ''
      child.stderr.on('data', data => (said += data))
      const code = new Promise<number | null>(resolve => child.once('close', resolve))
      await new Promise<void>(resolve =>
        child.stdout.on('data', data => {
          said += data
          resolve()
        }),
      )
      child.kill('SIGTERM')
      expect({ code: await code, said }).toEqual({ code: 0, said: 'No release is unproven.\n' })
      expect(api.asked.filter(line => !line.startsWith('GET'))).toEqual([])
    } finally {
      child.kill('SIGKILL')
      served.close()
    }
  }))

test('without a cluster it ends with the reason, for systemd to begin again', async () => {
  expect(await runQuietly(main, [], { env: {} })).toMatchObject({ code: 1, err: expect.stringMatching(/KUBECONFIG/) })
})

test('a checkout or a user that systemd cannot take unquoted is refused', async () => {
  expect(await runQuietly(main, ['--unit', '--user', 'a b'], { repository: '/home/my checkout' })).toMatchObject({
    code: 2,
    err: expect.stringMatching(/The user "a b" .*\n.*The checkout "\/home\/my checkout"/),
  })
})
