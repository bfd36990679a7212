import { expect, test } from 'vitest'
import { type DashboardJson, type LiveBoard, planPush } from './push-plan.ts'

const HOME: DashboardJson = { uid: 'leadline-home', title: 'Home', tags: ['leadline'], panels: [] }

function live(changes: Partial<LiveBoard> = {}, json: DashboardJson = HOME): LiveBoard {
  const { uid, title } = { uid: String(json.uid), title: String(json.title) }
  const known = { folderUid: 'leadline', version: 3, file: undefined, tags: ['leadline'] }
  return { uid, title, ...known, json: { ...json, id: 12, version: 3 }, ...changes }
}

const STALE: DashboardJson = { ...HOME, uid: 'leadline-stale', title: 'Stale' }

test.each<[string, readonly LiveBoard[], readonly string[]]>([
  ['not there', [], ['create ']],
  ['as it should be, under numbers of Grafana’s own', [live()], ['keep ']],
  ['different', [live({}, { ...HOME, title: 'Haus' })], ['update title is "Haus", and should be "Home"']],
  ['in another folder', [live({ folderUid: '' })], ['update it was moved to another folder']],
  ['beside one that is no longer generated', [live(), live({}, STALE)], ['keep ', 'delete it is no longer generated']],
  ['beside an untagged one', [live(), live({ tags: [] }, STALE)], ['keep ']],
  ['beside a copy of it', [live(), live({ uid: 'fkx1' })], ['keep ']],
  ['beside one of ours in another folder', [live(), live({ folderUid: 'attic' }, STALE)], ['keep ']],
])('a dashboard that is %s', (_, boards, kinds) => {
  const { steps, refusals } = planPush([HOME], boards, { folderUid: 'leadline', isAll: true })
  expect(steps.map(({ kind, reason }) => `${kind} ${reason}`)).toEqual(kinds)
  expect(refusals).toEqual([])
})

test.each<[string, readonly LiveBoard[], string]>([
  ['not ours', [live({ tags: [], title: 'Mine' })], 'Home (leadline-home): “Mine”, which is not one of our dashboards'],
  [
    'changed, and read from a file',
    [live({ file: 'home.json' }, { ...HOME, title: 'Haus' })],
    'Home (leadline-home): Grafana reads it from the file home.json',
  ],
  [
    'to be deleted, and read from a file',
    [live(), live({ file: 'stale.json' }, STALE)],
    'Stale (leadline-stale): Grafana reads it from the file stale.json',
  ],
])('a dashboard that is %s is refused', (_, boards, sentence) => {
  expect(planPush([HOME], boards, { folderUid: 'leadline', isAll: true }).refusals).toEqual([
    expect.stringContaining(sentence),
  ])
})

test('a choice of dashboards leaves the others of ours where they are', () => {
  const { steps } = planPush([HOME], [live(), live({}, STALE)], { folderUid: 'leadline', isAll: false })
  expect(steps.map(({ kind, uid }) => `${kind} ${uid}`)).toEqual(['keep leadline-home'])
})
