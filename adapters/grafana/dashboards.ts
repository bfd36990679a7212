import type { DashboardJson, LiveBoard } from '../../dashboards/push/push-plan.ts'
import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'
import { askGrafana, type GrafanaDeps, type GrafanaResult } from './request.ts'

/** The most that Grafana lists at once. */
const LARGEST_LIST = 5_000

/** Whether this is a Grafana that knows our token; every token may search. */
export async function greetGrafana(grafana: GrafanaDeps): Promise<GrafanaResult<unknown>> {
  const found = await askGrafana(grafana, 'GET', 'api/search?limit=1')
  if (!found.isGood || Array.isArray(found.value)) return found
  return { isGood: false, problem: 'what answers there is not Grafana’s API' }
}

/** The uids of everything in a folder that the token may see, only boards with a tag where one is named. */
export async function uidsInFolder(
  grafana: GrafanaDeps,
  folderUid: string,
  tag?: string,
): Promise<GrafanaResult<readonly string[]>> {
  const query = new URLSearchParams({ folderUIDs: folderUid, limit: String(LARGEST_LIST) })
  if (tag !== undefined) query.append('tag', tag)
  const found = await askGrafana(grafana, 'GET', `api/search?${query}`)
  return found.isGood ? { isGood: true, value: listAt(found.value).map(entry => textAt(entry, 'uid')) } : found
}

/** One board, or undefined when Grafana has none of this uid. */
export async function readLiveBoard(grafana: GrafanaDeps, uid: string): Promise<GrafanaResult<LiveBoard | undefined>> {
  const result = await askGrafana(grafana, 'GET', `api/dashboards/uid/${encodeURIComponent(uid)}`)
  if (!result.isGood) return result.status === 404 ? { isGood: true, value: undefined } : result
  const json = Object(at(result.value, 'dashboard')) as DashboardJson
  const meta = at(result.value, 'meta')
  return {
    isGood: true,
    value: {
      uid,
      title: textAt(json, 'title'),
      tags: listAt(json, 'tags').map(String),
      folderUid: textAt(meta, 'folderUid'),
      version: numberAt(meta, 'version') ?? numberAt(json, 'version') ?? 0,
      file: at(meta, 'provisioned') === true ? textAt(meta, 'provisionedExternalId') || `${uid}.json` : undefined,
      json,
    },
  }
}

/** Whether there is a folder of this uid. */
export async function hasFolder(grafana: GrafanaDeps, uid: string): Promise<GrafanaResult<boolean>> {
  const found = await askGrafana(grafana, 'GET', `api/folders/${encodeURIComponent(uid)}`)
  if (found.isGood) return { isGood: true, value: true }
  return found.status === 404 ? { isGood: true, value: false } : found
}

/** Makes a folder. */
export function createFolder(
  grafana: GrafanaDeps,
  folder: { readonly uid: string; readonly title: string },
): Promise<GrafanaResult<unknown>> {
  return askGrafana(grafana, 'POST', 'api/folders', folder)
}

/** Deletes a folder with all that is in it. */
export function deleteFolder(grafana: GrafanaDeps, uid: string): Promise<GrafanaResult<unknown>> {
  return askGrafana(grafana, 'DELETE', `api/folders/${encodeURIComponent(uid)}`)
}

/** Where a board is written, and over what. */
export interface BoardWrite {
  readonly folderUid: string
  /** The message in the history of versions. */
  readonly message: string
  /** The version that was read; undefined for a board that is not there yet. Anything newer is not overwritten. */
  readonly over: number | undefined
}

/** Writes a board; gives its new version. Grafana answers 412 when it has been written by another meanwhile. */
export async function writeBoard(
  grafana: GrafanaDeps,
  board: DashboardJson,
  { folderUid, message, over }: BoardWrite,
): Promise<GrafanaResult<number | undefined>> {
  // Grafana would refuse the id of another Grafana, or an older version.
  const { id: _id, version: _version, ...content } = board
  const dashboard = over === undefined ? content : { ...content, version: over }
  const written = await askGrafana(grafana, 'POST', 'api/dashboards/db', {
    dashboard,
    folderUid,
    message,
    overwrite: false,
  })
  return written.isGood ? { isGood: true, value: numberAt(written.value, 'version') } : written
}

/** Deletes a board. */
export function deleteBoard(grafana: GrafanaDeps, uid: string): Promise<GrafanaResult<unknown>> {
  return askGrafana(grafana, 'DELETE', `api/dashboards/uid/${encodeURIComponent(uid)}`)
}
