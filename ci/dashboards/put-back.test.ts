import { afterEach, expect, test } from 'vitest'
import { textAt } from '../../lib/json/path.ts'
import { type FakeGrafana, type Script, type ScriptedAnswer, startFakeGrafana, TOKENS } from './fake-grafana.testkit.ts'
import { exampleBoard, grafanaUser } from './push.testkit.ts'

let fake: FakeGrafana | undefined
afterEach(() => fake?.stop())

const OLD = [exampleBoard('home', 'Home as it was'), exampleBoard('gone', 'Gone')]
const WANTED = [exampleBoard('home', 'Home'), exampleBoard('probes', 'Probes'), exampleBoard('app', 'App')]

/** Answers so when the dashboard “App” is written. */
function whenAppIsWritten(answer: () => ScriptedAnswer | undefined): Script {
  return (method, path, body) =>
    method === 'POST' && path === '/api/dashboards/db' && textAt(body, 'dashboard', 'uid') === 'leadline-app'
      ? answer()
      : undefined
}

const inGrafana = ({ boards, folders }: FakeGrafana) => ({
  boards: [...boards].map(([uid, { json }]) => `${uid}: ${json.title}`).sort(),
  folders: [...folders.keys()],
})

test.each<[string, ScriptedAnswer, string]>([
  ['refuses', { status: 400, message: 'bad request data' }, 'Grafana answered 400: bad request data'],
  ['gives way', { status: 500, message: 'Failed to save dashboard' }, 'answered 500: Failed to save dashboard'],
  ['is cut off by a proxy', { status: 504, page: '<html><title>504 Gateway Time-out</title></html>' }, '504 Gateway'],
  ['does it, and its answer is lost', { status: 502, page: '', isDone: true }, 'answered 502 with nothing'],
  ['says “saved” and has not', { status: 200, message: 'saved' }, 'does not have it so: it is not there'],
  ['hands it to another server', { status: 202, message: 'pending' }, 'does not have it so: it is not there'],
])(
  'when Grafana %s in the middle, all is as before: dashboards, and the folder that was made',
  async (_, answer, words) => {
    fake = await startFakeGrafana({ script: whenAppIsWritten(() => answer) })
    const { push, said } = grafanaUser(fake)
    expect(await push(WANTED)).toBe(1)
    expect(said()).toContain('failed   App (leadline-app): ')
    expect(said()).toContain(words)
    expect(said()).toContain('Grafana is as it was before')
    expect(inGrafana(fake)).toEqual({ boards: [], folders: [] })
  },
)

test('a folder of the same title, where Grafana takes a title once, is reported in Grafana’s words', async () => {
  const message = 'a folder or dashboard in the general folder with the same name already exists'
  fake = await startFakeGrafana({
    script: (method, where) => (method === 'POST' && where === '/api/folders' ? { status: 409, message } : undefined),
  })
  const { push, said } = grafanaUser(fake)
  expect(await push(WANTED)).toBe(1)
  expect(said()).toContain(`failed   the folder “Leadline”: Grafana answered 409: ${message}`)
  expect(fake.writes).toEqual([])
})

test('a dashboard that cannot be read beforehand is named', async () => {
  fake = await startFakeGrafana({
    script: (_, where) =>
      where.endsWith('leadline-probes') ? { status: 500, message: 'Dashboard data is corrupt' } : undefined,
  })
  const { push, said } = grafanaUser(fake)
  expect(await push(WANTED)).toBe(1)
  expect(said()).toContain('leadline-probes: Grafana answered 500: Dashboard data is corrupt')
  expect(fake.writes).toEqual([])
})

test('dashboards that were there are as they were, and the folder stays', async () => {
  let isBroken = false
  fake = await startFakeGrafana({ script: whenAppIsWritten(() => (isBroken ? { status: 500 } : undefined)) })
  await grafanaUser(fake).push(OLD)
  const before = inGrafana(fake)
  isBroken = true
  expect(await grafanaUser(fake).push(WANTED)).toBe(1)
  expect(inGrafana(fake)).toEqual(before)
  expect(fake.boards.get('leadline-home')?.message).toContain('put back after a push that failed')
})

test.each(['editor', 'folderEditor'] as const)(
  'a deleted dashboard comes back when a later one cannot be deleted, with the token of an %s',
  async name => {
    fake = await startFakeGrafana({
      script: (method, path) => (method === 'DELETE' && path.endsWith('-probes') ? { status: 500 } : undefined),
    })
    await grafanaUser(fake).push([...OLD, ...WANTED.slice(1)])
    const before = inGrafana(fake)
    const { push, said } = grafanaUser(fake, TOKENS[name])
    expect(await push(OLD.slice(0, 1))).toBe(1)
    expect(said()).toContain('deleted  Gone (leadline-gone)')
    expect(said()).toContain('failed   Probes (leadline-probes): Grafana answered 500')
    expect(said()).toContain('Grafana is as it was before')
    expect(inGrafana(fake)).toEqual(before)
  },
)

test('what cannot be put back is named, and nothing claims that it was', async () => {
  fake = await startFakeGrafana({
    script: (method, path, body) =>
      method === 'DELETE'
        ? { status: 403, message: 'no' }
        : whenAppIsWritten(() => ({ status: 500 }))(method, path, body),
  })
  const { push, said } = grafanaUser(fake)
  expect(await push(WANTED)).toBe(1)
  expect(said()).toContain('not put back  Probes (leadline-probes): Grafana answered 403: no')
  expect(said()).toContain('not put back  the folder “Leadline”: it stays, for leadline-home, leadline-probes is in it')
  expect(said()).not.toContain('Grafana is as it was before')
})

test('a folder into which others have put a dashboard meanwhile is not removed', async () => {
  fake = await startFakeGrafana({
    script: whenAppIsWritten(() => {
      const json = { uid: 'theirs', title: 'Theirs', tags: [] }
      fake?.boards.set('theirs', { json, folderUid: 'leadline', version: 1, message: '' })
      return { status: 500 }
    }),
  })
  const { push, said } = grafanaUser(fake)
  expect(await push(WANTED)).toBe(1)
  expect(said()).toContain('not put back  the folder “Leadline”: it stays, for theirs is in it')
  expect(inGrafana(fake)).toEqual({ boards: ['theirs: Theirs'], folders: ['leadline'] })
})

test('nor is one that has a dashboard which Grafana’s index does not list yet', async () => {
  const whenWritten = whenAppIsWritten(() => {
    const json = { ...exampleBoard('app', 'Another push’s') }
    fake?.boards.set('leadline-app', { json, folderUid: 'leadline', version: 1, message: '' })
    return { status: 500 }
  })
  fake = await startFakeGrafana({
    script: (method, where, body) =>
      where === '/api/search' ? { status: 200, page: '[]' } : whenWritten(method, where, body),
  })
  const { push, said } = grafanaUser(fake)
  expect(await push(WANTED)).toBe(1)
  expect(said()).toContain('not put back  App (leadline-app): it was changed by others meanwhile, and is left as it is')
  expect(inGrafana(fake)).toEqual({ boards: ['leadline-app: Another push’s'], folders: ['leadline'] })
})

test.each([true, false])('a folder whose making is not answered is gone afterwards, made (%j) or not', async isDone => {
  fake = await startFakeGrafana({
    script: (method, where) =>
      method === 'POST' && where === '/api/folders' ? { status: 504, page: 'timed out', isDone } : undefined,
  })
  const { push, said } = grafanaUser(fake)
  expect(await push(WANTED)).toBe(1)
  expect(said()).toContain('failed   the folder “Leadline”: ')
  expect(said()).toContain('Grafana is as it was before')
  expect(inGrafana(fake)).toEqual({ boards: [], folders: [] })
})

test('a push that is interrupted puts back what it had done', async () => {
  const controller = new AbortController()
  fake = await startFakeGrafana({
    script: whenAppIsWritten(() => {
      controller.abort()
      return undefined
    }),
  })
  const { push, said } = grafanaUser(fake, undefined, controller.signal)
  expect(await push(WANTED)).toBe(1)
  expect(said()).toContain('failed   App (leadline-app): interrupted')
  await expect.poll(() => fake && inGrafana(fake)).toEqual({ boards: [], folders: [] })
})

test('what others write while the push runs is not overwritten, and stays when the push fails', async () => {
  fake = await startFakeGrafana({
    script: whenAppIsWritten(() => {
      for (const [uid, board] of fake?.boards ?? []) {
        if (uid !== 'leadline-gone')
          fake?.boards.set(uid, { ...board, version: 9, json: { ...board.json, title: 'Theirs' } })
      }
      return undefined
    }),
  })
  await grafanaUser(fake).push(OLD)
  const home = fake.boards.get('leadline-home')
  const app = {
    json: { ...exampleBoard('app', 'App, changed by others') },
    folderUid: 'leadline',
    version: 3,
    message: '',
  }
  fake.boards.set('leadline-app', app)
  const { push, said } = grafanaUser(fake)
  expect(home?.version).toBe(1)
  expect(await push(WANTED)).toBe(1)
  expect(said()).toContain('failed   App (leadline-app): Grafana answered 412: The dashboard has been changed')
  expect(said()).toContain(
    'not put back  Home (leadline-home): it was changed by others meanwhile, and is left as it is',
  )
  expect(fake.boards.get('leadline-home')?.json.title).toBe('Theirs')
})

test('a dashboard that others change before it is deleted is not deleted', async () => {
  let isChanged = false
  fake = await startFakeGrafana({
    script: (method, path) => {
      const gone = fake?.boards.get('leadline-gone')
      if (method === 'POST' && path === '/api/dashboards/db' && gone !== undefined) {
        isChanged = true
        fake?.boards.set('leadline-gone', { ...gone, version: gone.version + 1 })
      }
      return undefined
    },
  })
  await grafanaUser(fake).push(OLD)
  const { push, said } = grafanaUser(fake)
  expect(await push(WANTED)).toBe(1)
  expect(isChanged).toBe(true)
  expect(said()).toContain('failed   Gone (leadline-gone): it was changed by others meanwhile')
})

test('of two pushes of the same at once, both end with Grafana as generated', async () => {
  fake = await startFakeGrafana()
  const users = [grafanaUser(fake), grafanaUser(fake)]
  expect(await Promise.all(users.map(({ push }) => push(WANTED)))).toEqual([0, 0])
  expect([...fake.boards.values()].map(({ version }) => version)).toEqual([1, 1, 1])
})

test('of two pushes of different dashboards at once, no mixture is left', async () => {
  fake = await startFakeGrafana()
  const other = WANTED.map(board => ({ ...board, refresh: '5s' }))
  const codes = await Promise.all([grafanaUser(fake).push(WANTED), grafanaUser(fake).push(other)])
  const refreshes = new Set([...fake.boards.values()].map(({ json }) => json.refresh))
  expect(codes).toContain(1)
  expect(refreshes.size).toBeLessThanOrEqual(1)
})
