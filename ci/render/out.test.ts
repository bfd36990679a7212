import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testIo } from '../../lib/command/command.testkit.ts'
import { main } from './render.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-out-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function render(set: string, ...more: readonly string[]) {
  const said: string[] = []
  const io = { ...testIo(() => {}), stderr: (text: string) => void said.push(text) }
  const code = await main([set, '--site', 'k8s/site.example.yaml', '--out', folder, ...more], io)
  return { code, err: said.join('') }
}

test('rendering again removes what is not rendered any more, and nothing else is there', async () => {
  expect((await render('release')).code).toBe(0)
  const first = readdirSync(folder)
  const text = readFileSync(path.join(folder, '000-networkpolicy-leadline-app.yaml'), 'utf8')
  writeFileSync(path.join(folder, '099-service-leadline-gone.yaml'), text)
  expect((await render('release')).code).toBe(0)
  expect(readdirSync(folder)).toEqual(first)
})

test.each([
  ['a numbered manifest of the owner', '001-my-secret.yaml'],
  ['a manifest of the owner under a name of ours', '000-networkpolicy-leadline-app.yaml'],
])('%s is left alone, and nothing is written beside it', async (_, name) => {
  const mine = 'apiVersion: v1\nkind: Secret\nmetadata: { name: mine }\n'
  writeFileSync(path.join(folder, name), mine)
  const { code, err } = await render('release')
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(name) })
  expect(readdirSync(folder)).toEqual([name])
  expect(readFileSync(path.join(folder, name), 'utf8')).toBe(mine)
})

test('the two sets are never mixed: the folder of one is refused for the other', async () => {
  await render('platform')
  const before = readdirSync(folder)
  const { code, err } = await render('release')
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('000-namespace-leadline.yaml') })
  expect(readdirSync(folder)).toEqual(before)
})

test('that the site file does not name its cluster is said of the file that was read', async () => {
  expect((await render('release')).err).toContain(
    'k8s/site.example.yaml does not name its cluster: `npm run render -- platform --apply --site k8s/site.example.yaml` writes it',
  )
})
