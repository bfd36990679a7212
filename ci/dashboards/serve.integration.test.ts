import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'

const COMMAND = fileURLToPath(new URL('../dashboards.ts', import.meta.url))
const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

test('every dashboard is on the page, and Ctrl-C ends it', { timeout: 120_000 }, async () => {
  const child = spawn(process.execPath, [COMMAND, 'serve', '--port', '0', '--scenario', 'empty'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  stops.push(() => child.kill('SIGKILL'))
  let said = ''
  for await (const chunk of child.stdout) {
    said += String(chunk)
    if (said.includes('drawn;')) break
  }
  const [url = ''] = /http:\S+/.exec(said) ?? []
  const text = await (await fetch(url)).text()
  for (const title of ['Home', 'SLO detail', 'Watcher']) expect(text).toContain(`<h2>${title}</h2>`)
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
})
