import { afterEach, expect, test } from 'vitest'
import { textAt } from '../../dashboards/lint/json.ts'
import type { DashboardJson } from '../../dashboards/push-plan.ts'
import { seconds } from '../../lib/duration.ts'
import { FAKE_TOKEN, type FakeGrafana, type Script, startFakeGrafana } from './fake-grafana.testkit.ts'
import { pushBoards } from './push.ts'
import { verifyBoards } from './verify.ts'

let fake: FakeGrafana | undefined
afterEach(() => fake?.stop())

function board(uid: string, title: string, panels: readonly object[] = []): DashboardJson {
  return { uid: `leadline-${uid}`, title, tags: ['leadline', 'gen:0123abcd'], panels }
}

const WANTED = [board('home', 'Home'), board('probes', 'Probes'), board('app', 'App')]

async function start(script?: Script): Promise<FakeGrafana> {
  fake = await startFakeGrafana(script)
  return fake
}

function talkTo({ url }: FakeGrafana, token = FAKE_TOKEN) {
  const out: string[] = []
  const io = { stdout: (text: string) => void out.push(text), stderr: (text: string) => void out.push(text), env: {} }
  const grafana = { url, token, options: { timeout: seconds(5), signal: new AbortController().signal } }
  return {
    push: (wanted: readonly DashboardJson[], isDryRun = false) =>
      pushBoards(wanted, { grafana, isDryRun, message: 'abc1234' }, io),
    verify: (wanted: readonly DashboardJson[]) => verifyBoards(wanted, grafana, 1_770_292_800, io),
    said: () => out.join(''),
  }
}

const uidsOf = ({ boards }: FakeGrafana) => [...boards.keys()].sort()

test('a push creates every board in our folder, and a second one changes nothing', async () => {
  const grafana = await start()
  expect(await talkTo(grafana).push(WANTED)).toBe(0)
  expect(uidsOf(grafana)).toEqual(['leadline-app', 'leadline-home', 'leadline-probes'])
  expect([...grafana.boards.values()].every(({ folderUid }) => folderUid === 'leadline')).toBe(true)
  const before = grafana.writes.length
  expect(await talkTo(grafana).push(WANTED)).toBe(0)
  expect(grafana.writes.slice(before)).toEqual([])
})

test('a dry run says what it would do, and does nothing', async () => {
  const grafana = await start()
  const { push, said } = talkTo(grafana)
  expect(await push(WANTED, true)).toBe(0)
  expect(said()).toContain('create   Home (leadline-home)')
  expect(grafana.writes).toEqual([])
})

test('a board that is no longer generated is deleted, and a stranger’s board is not', async () => {
  const grafana = await start()
  await talkTo(grafana).push(WANTED)
  grafana.boards.set('theirs', { json: { uid: 'theirs', title: 'Theirs', tags: [] }, folderUid: 'leadline' })
  expect(await talkTo(grafana).push(WANTED.slice(1))).toBe(0)
  expect(uidsOf(grafana)).toEqual(['leadline-app', 'leadline-probes', 'theirs'])
})

test('somebody else’s board under our uid refuses the whole push before anything is written', async () => {
  const grafana = await start()
  grafana.boards.set('leadline-probes', { json: { uid: 'leadline-probes', title: 'Mine', tags: [] }, folderUid: '' })
  const { push, said } = talkTo(grafana)
  expect(await push(WANTED)).toBe(1)
  expect(said()).toContain('refused  Probes: somebody else’s board “Mine” has the uid leadline-probes')
  expect(grafana.writes).toEqual([])
})

test('when a board fails in the middle, what was written before it is put back', async () => {
  let isBroken = false
  const grafana = await start((method, path, body) =>
    isBroken &&
    method === 'POST' &&
    path === '/api/dashboards/db' &&
    textAt(body, 'dashboard', 'uid') === 'leadline-app'
      ? { status: 412, message: 'version-mismatch' }
      : undefined,
  )
  const old = board('home', 'Home as it was')
  await talkTo(grafana).push([old, board('app', 'App as it was')])
  isBroken = true
  const { push, said } = talkTo(grafana)
  expect(await push(WANTED)).toBe(1)
  expect(said()).toContain('failed   App (leadline-app): Grafana answered 412: version-mismatch')
  expect(said()).toContain('put back as it was')
  expect(uidsOf(grafana)).toEqual(['leadline-app', 'leadline-home'])
  expect(grafana.boards.get('leadline-home')?.json).toMatchObject({ title: 'Home as it was' })
})

test('a Grafana that says “saved” and has not is found out', async () => {
  const grafana = await start((method, path) =>
    method === 'POST' && path === '/api/dashboards/db' ? { status: 200, message: 'success' } : undefined,
  )
  const { push, said } = talkTo(grafana)
  expect(await push(WANTED)).toBe(1)
  expect(said()).toContain('Grafana said it was saved, and does not have it so')
})

test('a token that is not good enough is said in Grafana’s words', async () => {
  const { push, said } = talkTo(await start(), 'wrong')
  expect(await push(WANTED)).toBe(1)
  expect(said()).toContain('Grafana answered 401: Unauthorized')
})

const asking = board('home', 'Home', [
  { id: 1, type: 'stat', title: 'Failing now', targets: [{ refId: 'A', expr: 'up', instant: true }] },
])

test('verify is content when every board is there and every query is answered', async () => {
  const grafana = await start()
  const { push, verify, said } = talkTo(grafana)
  await push([asking])
  expect(await verify([asking])).toBe(0)
  expect(said()).toContain('1 boards are there and answered')
})

test('verify names the boards that are missing or changed, and the panels that get no answer', async () => {
  let isDown = false
  const grafana = await start((_, path) =>
    isDown && path.includes('/proxy/') ? { status: 502, message: 'bad gateway' } : undefined,
  )
  const { push, verify, said } = talkTo(grafana)
  await push([asking])
  isDown = true
  const drifted = { ...asking, refresh: '5s' }
  expect(await verify([drifted, board('app', 'App')])).toBe(1)
  expect(said()).toContain('Home: it is not what was generated')
  expect(said()).toContain('Home: panel “Failing now”, query A: Prometheus answered 502')
  expect(said()).toContain('App: Grafana does not have it')
})
