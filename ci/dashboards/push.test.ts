import { afterEach, expect, test } from 'vitest'
import { UIDS } from '../../dashboards/panels/link.ts'
import { folderTitled } from '../../services/monitoring/core/grafana-provisioning.ts'
import { type FakeGrafana, type FakeOptions, startFakeGrafana, TOKENS } from './fake-grafana.testkit.ts'
import { exampleBoard, grafanaUser } from './push.testkit.ts'

let fake: FakeGrafana | undefined
afterEach(() => fake?.stop())

async function start(options?: FakeOptions): Promise<FakeGrafana> {
  fake = await startFakeGrafana(options)
  return fake
}

const WANTED = [exampleBoard('home', 'Home'), exampleBoard('probes', 'Probes'), exampleBoard('app', 'App')]
const CHANGED = [exampleBoard('home', 'Home', 'sum(up)'), ...WANTED.slice(1)]

const uidsOf = ({ boards }: FakeGrafana) => [...boards.keys()].sort()

test('a push creates every dashboard in our folder, and a second one changes nothing', async () => {
  const grafana = await start()
  expect(await grafanaUser(grafana).push(WANTED)).toBe(0)
  expect(uidsOf(grafana)).toEqual(['leadline-app', 'leadline-home', 'leadline-probes'])
  expect([...grafana.boards.values()].every(({ folderUid }) => folderUid === 'leadline')).toBe(true)
  const before = grafana.writes.length
  const { push, said } = grafanaUser(grafana)
  expect(await push(WANTED)).toBe(0)
  expect(grafana.writes.slice(before)).toEqual([])
  expect(said()).toContain('kept     Home (leadline-home)')
  expect(said()).toContain('0 of 3 dashboards changed')
})

test('a dashboard that differs is written over what was read, with its generation in the history', async () => {
  const grafana = await start()
  await grafanaUser(grafana).push(WANTED)
  const { push, said } = grafanaUser(grafana)
  expect(await push(CHANGED)).toBe(0)
  expect(grafana.boards.get('leadline-home')).toMatchObject({ version: 2, message: 'Leadline gen:0123abcd' })
  expect(said()).toContain('updated  Home (leadline-home): panels[0].targets[0].expr is "up", and should be "sum(up)"')
})

test('a dry run says what it would do, and does nothing', async () => {
  const grafana = await start()
  const { push, said } = grafanaUser(grafana)
  expect(await push(WANTED, true)).toBe(0)
  expect(said()).toContain('create   Home (leadline-home)\n')
  expect(said()).toContain('A dry run: nothing was written')
  expect(grafana.writes).toEqual([])
})

test('a dashboard that is no longer generated is deleted, and nothing else', async () => {
  const grafana = await start()
  await grafanaUser(grafana).push(WANTED)
  const theirs = { folderUid: 'leadline', version: 1, message: '' }
  grafana.boards.set('theirs', { ...theirs, json: { uid: 'theirs', title: 'Theirs', tags: [] } })
  // “Save as” keeps our tags.
  grafana.boards.set('copy', { ...theirs, json: { ...exampleBoard('home', 'Home Copy'), uid: 'copy' } })
  grafana.boards.set('leadline-kept', {
    ...theirs,
    folderUid: 'elsewhere',
    json: exampleBoard('kept', 'In another folder'),
  })
  const { push, said } = grafanaUser(grafana)
  expect(await push(WANTED.slice(1))).toBe(0)
  expect(uidsOf(grafana)).toEqual(['copy', 'leadline-app', 'leadline-kept', 'leadline-probes', 'theirs'])
  expect(said()).toContain('deleted  Home (leadline-home): it is no longer generated')
})

test('every uid of ours is one that a push knows as ours', () => {
  expect(Object.values(UIDS).filter(uid => !uid.startsWith('leadline-'))).toEqual([])
})

test('a dashboard that somebody moved away is brought back', async () => {
  const grafana = await start()
  await grafanaUser(grafana).push(WANTED)
  const home = grafana.boards.get('leadline-home')
  if (home !== undefined) grafana.boards.set('leadline-home', { ...home, folderUid: 'attic' })
  const { push, said } = grafanaUser(grafana)
  expect(await push(WANTED)).toBe(0)
  expect(said()).toContain('updated  Home (leadline-home): it was moved to another folder')
  expect(grafana.boards.get('leadline-home')?.folderUid).toBe('leadline')
})

test('dashboards that are not ours to write refuse the whole push before anything is written, all at once', async () => {
  const grafana = await start()
  const there = { folderUid: '', version: 1, message: '' }
  grafana.boards.set('leadline-probes', { ...there, json: { uid: 'leadline-probes', title: 'Mine', tags: [] } })
  grafana.boards.set('leadline-app', { ...there, json: exampleBoard('app', 'Old'), file: 'leadline-app.json' })
  for (const isDryRun of [true, false]) {
    const { push, said } = grafanaUser(grafana)
    expect(await push(WANTED, isDryRun)).toBe(1)
    expect(said()).toContain(
      'refused  Probes (leadline-probes): “Mine”, which is not one of our dashboards, has this uid',
    )
    expect(said()).toContain('refused  App (leadline-app): Grafana reads it from the file leadline-app.json')
    expect(said()).toContain('Nothing was written')
  }
  expect(grafana.writes).toEqual([])
})

test('a dashboard that Grafana reads from a file is kept when it is as it should be', async () => {
  const grafana = await start()
  const json = { ...exampleBoard('home', 'Home') }
  grafana.boards.set('leadline-home', {
    json,
    folderUid: 'leadline',
    version: 1,
    message: '',
    file: 'leadline-home.json',
  })
  expect(await grafanaUser(grafana).push(WANTED.slice(0, 1))).toBe(0)
})

test('a token that may edit our folder alone is enough once the folder is there', async () => {
  const grafana = await start()
  grafana.folders.set('leadline', 'Leadline')
  const { push, said } = grafanaUser(grafana, TOKENS.folderEditor)
  expect(await push(WANTED, true)).toBe(0)
  expect(said()).toContain('note     the token may not see whether leadline-home is already there')
  expect(await push(WANTED)).toBe(0)
  expect(uidsOf(grafana)).toEqual(['leadline-app', 'leadline-home', 'leadline-probes'])
})

test('what such a token may not see is not overwritten either', async () => {
  const grafana = await start()
  grafana.folders.set('leadline', 'Leadline')
  const json = { uid: 'leadline-home', title: 'Mine', tags: [] }
  grafana.boards.set('leadline-home', { json, folderUid: 'private', version: 4, message: '' })
  const { push, said } = grafanaUser(grafana, TOKENS.folderEditor)
  expect(await push(WANTED)).toBe(1)
  expect(said()).toContain('failed   Home (leadline-home): ')
  expect(grafana.boards.get('leadline-home')).toMatchObject({ json, version: 4 })
})

test.each<[string, string, string]>([
  ['may only read', TOKENS.viewer, 'the folder “Leadline”: Grafana answered 403: You’ll need'.replace('’', "'")],
  ['is not known', 'glsa_wrong', 'Grafana answered 401: Invalid API key (is the token one of this Grafana'],
])('a token that %s is reported in Grafana’s words', async (_, token, words) => {
  const grafana = await start()
  const { push, said } = grafanaUser(grafana, token)
  expect(await push(WANTED)).toBe(1)
  expect(said()).toContain(words)
  expect(said()).not.toContain(token)
  expect(grafana.boards.size).toBe(0)
})

test('one dashboard is pushed into a folder that is named, and no other is touched', async () => {
  const grafana = await start()
  await grafanaUser(grafana).push(WANTED)
  const scope = { folder: folderTitled('On call'), isAll: false }
  expect(await grafanaUser(grafana).push(CHANGED.slice(0, 1), false, scope)).toBe(0)
  const folders = [...grafana.boards].map(([uid, { folderUid }]) => `${uid} in ${folderUid}`)
  expect(folders.sort()).toEqual([
    'leadline-app in leadline',
    'leadline-home in leadline-on-call',
    'leadline-probes in leadline',
  ])
})
