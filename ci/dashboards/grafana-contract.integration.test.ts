import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '../../adapters/files/sha256.ts'
import {
  createFolder,
  deleteBoard,
  deleteFolder,
  greetGrafana,
  hasFolder,
  readLiveBoard,
  uidsInFolder,
  writeBoard,
} from '../../adapters/grafana/dashboards.ts'
import type { GrafanaDeps } from '../../adapters/grafana/request.ts'
import { allBoards } from '../../dashboards/boards/boards.ts'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import { boardTexts, generatedFiles } from '../../dashboards/generated-files.ts'
import { type DashboardJson, difference } from '../../dashboards/push/push-plan.ts'
import { seconds } from '../../lib/duration.ts'
import { dataSourceProblem } from './check-board.ts'
import { type FakeGrafana, startFakeGrafana, TOKENS } from './fake-grafana.testkit.ts'
import { exampleBoard, grafanaUser } from './push.testkit.ts'

/**
 * What we rely on in Grafana's API, tested with the fake and, where the environment names one, with a real Grafana for
 * tests, in which our dashboards are deleted. Both must give the same answers.
 */
const { THROWAWAY_GRAFANA_URL: url, THROWAWAY_GRAFANA_TOKEN: token } = process.env
const REAL = url && token ? { url, token } : undefined

const FOLDER = { uid: 'leadline-contract', title: 'Leadline contract' }
const OTHER = { uid: 'leadline-contract-2', title: 'Leadline contract 2' }
const BOARD: DashboardJson = { ...exampleBoard('contract-board', 'Contract'), tags: ['leadline-contract'] }
const UID = String(BOARD.uid)
const OURS = boardTexts(generatedFiles(allBoards(exampleContext), sha256)).map(
  ([, text]) => JSON.parse(text) as DashboardJson,
)

const options = { timeout: seconds(20), signal: new AbortController().signal }
const NONE: { url: string; token: string } = { url: '', token: '' }

describe.each([
  ['the fake', 'in every run', undefined],
  [
    'a real Grafana',
    REAL === undefined ? 'skipped: THROWAWAY_GRAFANA_URL and THROWAWAY_GRAFANA_TOKEN name none' : REAL.url,
    REAL ?? NONE,
  ],
] as const)('%s (%s)', (_, __, real) => {
  const isSkipped = real === NONE
  let fake: FakeGrafana | undefined
  let grafana: GrafanaDeps = { ...NONE, options }
  const write = (over: number | undefined, board: DashboardJson = BOARD, folderUid = FOLDER.uid) =>
    writeBoard(grafana, board, { folderUid, message: 'contract', over })

  beforeAll(async () => {
    if (isSkipped) return
    if (real === undefined) fake = await startFakeGrafana()
    grafana = { ...(real ?? { url: fake?.url ?? '', token: TOKENS.editor }), options }
    for (const { uid } of [FOLDER, OTHER]) await deleteFolder(grafana, uid)
  })
  afterAll(async () => {
    if (!isSkipped) for (const { uid } of [FOLDER, OTHER]) await deleteFolder(grafana, uid)
    await fake?.stop()
  })

  test.skipIf(isSkipped)('lets a token in that it knows, and no other', async () => {
    expect(await greetGrafana(grafana)).toMatchObject({ isGood: true })
    expect(await greetGrafana({ ...grafana, token: 'glsa_unknown' })).toMatchObject({ isGood: false, status: 401 })
  })

  test.skipIf(isSkipped)('makes a folder once', async () => {
    expect(await hasFolder(grafana, FOLDER.uid)).toEqual({ isGood: true, value: false })
    for (const folder of [FOLDER, OTHER]) expect(await createFolder(grafana, folder)).toMatchObject({ isGood: true })
    expect(await hasFolder(grafana, FOLDER.uid)).toEqual({ isGood: true, value: true })
    const { isGood, status = 0 } = { status: 0, ...(await createFolder(grafana, FOLDER)) }
    expect({ isGood, isRefused: status >= 400 && status < 500 }).toEqual({ isGood: false, isRefused: true })
  })

  test.skipIf(isSkipped)('has a dashboard when it was written, not before', async () => {
    expect(await readLiveBoard(grafana, UID)).toEqual({ isGood: true, value: undefined })
    expect(await write(undefined)).toMatchObject({ isGood: true, value: expect.any(Number) })
    const read = await readLiveBoard(grafana, UID)
    expect(read).toMatchObject({ value: { uid: UID, title: 'Contract', folderUid: FOLDER.uid, file: undefined } })
  })

  test.skipIf(isSkipped)('writes over the version that was read, and over no other', async () => {
    const read = await readLiveBoard(grafana, UID)
    const version = read.isGood ? read.value?.version : undefined
    const changed = { ...BOARD, refresh: '1m' }
    const written = await write(version, changed)
    expect(written).toEqual({ isGood: true, value: expect.any(Number) })
    expect(written).not.toEqual({ isGood: true, value: version })
    for (const over of [version, undefined]) expect(await write(over)).toMatchObject({ isGood: false, status: 412 })
    const again = await readLiveBoard(grafana, UID)
    expect(again.isGood && again.value && difference(changed, again.value)).toBeUndefined()
  })

  test.skipIf(isSkipped)('finds a dashboard by its folder and tag', async () => {
    await expect
      .poll(() => uidsInFolder(grafana, FOLDER.uid, 'leadline-contract'))
      .toEqual({ isGood: true, value: [UID] })
    expect(await uidsInFolder(grafana, FOLDER.uid, 'no-such-tag')).toEqual({ isGood: true, value: [] })
  })

  test.skipIf(isSkipped)('moves a dashboard that is written into another folder', async () => {
    const read = await readLiveBoard(grafana, UID)
    expect(await write(read.isGood ? read.value?.version : undefined, BOARD, OTHER.uid)).toMatchObject({ isGood: true })
    expect(await readLiveBoard(grafana, UID)).toMatchObject({ value: { folderUid: OTHER.uid } })
  })

  test.skipIf(isSkipped)('deletes a dashboard once, and a folder with all that is in it', async () => {
    const second = { ...BOARD, uid: 'leadline-contract-second', title: 'Second' }
    expect(await write(undefined, second)).toMatchObject({ isGood: true })
    expect(await deleteBoard(grafana, UID)).toMatchObject({ isGood: true })
    expect(await readLiveBoard(grafana, UID)).toEqual({ isGood: true, value: undefined })
    expect(await deleteBoard(grafana, UID)).toMatchObject({ isGood: false, status: 404 })
    expect(await deleteFolder(grafana, FOLDER.uid)).toMatchObject({ isGood: true })
    expect(await readLiveBoard(grafana, second.uid)).toEqual({ isGood: true, value: undefined })
  })

  test.skipIf(isSkipped)('says that a data source is not there', async () => {
    const inquiry = { grafana, dataSource: 'leadline-none', scrapeSeconds: 15, now: 1_770_292_800 }
    expect(await dataSourceProblem(inquiry)).toContain('no data source with the uid leadline-none')
  })

  test.skipIf(isSkipped)(
    'gives our dashboards back as they were pushed, and takes a second push for none',
    async () => {
      expect(await grafanaUser(grafana, grafana.token).push(OURS)).toBe(0)
      const { push, said } = grafanaUser(grafana, grafana.token)
      expect(await push(OURS)).toBe(0)
      expect(said()).toContain(`0 of ${OURS.length} dashboards changed`)
      // Grafana's index may not know all of them yet.
      await expect
        .poll(() => uidsInFolder(grafana, 'leadline', 'leadline'))
        .toMatchObject({
          value: expect.toSatisfy((uids: readonly string[]) => uids.length === OURS.length),
        })
      expect(await grafanaUser(grafana, grafana.token).push([])).toBe(0)
      for (const { uid } of OURS) {
        expect(await readLiveBoard(grafana, String(uid))).toEqual({ isGood: true, value: undefined })
      }
    },
  )
})
