import { at, listAt, textAt } from '../dashboards/lint/json.ts'
import type { DashboardJson, LiveBoard } from '../dashboards/push-plan.ts'
import { type AskOptions, getJson, type JsonAnswer, sendJson } from './http.ts'

/** Where Grafana is, and what lets us in. */
export interface GrafanaDeps {
  readonly url: string
  readonly token: string
  readonly options: AskOptions
}

/** What came of a request: a value, or why there is none, in a sentence. */
export type GrafanaResult<T> =
  | { readonly isGood: true; readonly value: T }
  | { readonly isGood: false; readonly problem: string }

/** The boards with these uids, and all that carry a tag. Never rejects. */
export async function readLiveBoards(
  grafana: GrafanaDeps,
  uids: readonly string[],
  tag: string,
  folderUid: string,
): Promise<GrafanaResult<readonly LiveBoard[]>> {
  const found = new Set(uids)
  for (const query of [`tag=${encodeURIComponent(tag)}`, `folderUIDs=${encodeURIComponent(folderUid)}`]) {
    const search = await ask(grafana, 'GET', `api/search?type=dash-db&limit=5000&${query}`)
    if (!search.isGood) return search
    for (const entry of listAt(search.value)) found.add(textAt(entry, 'uid'))
  }
  const boards: LiveBoard[] = []
  for (const uid of found) {
    const board = await readLiveBoard(grafana, uid)
    if (!board.isGood) return board
    if (board.value !== undefined) boards.push(board.value)
  }
  return { isGood: true, value: boards }
}

/** One board, or undefined when Grafana has none of this uid. */
export async function readLiveBoard(grafana: GrafanaDeps, uid: string): Promise<GrafanaResult<LiveBoard | undefined>> {
  const answer = await request(grafana, 'GET', `api/dashboards/uid/${encodeURIComponent(uid)}`)
  if (answer.kind === 'answered' && answer.status === 404) return { isGood: true, value: undefined }
  const result = judged(answer)
  if (!result.isGood) return result
  const json = Object(at(result.value, 'dashboard')) as DashboardJson
  return {
    isGood: true,
    value: {
      uid,
      title: textAt(json, 'title'),
      tags: listAt(json, 'tags').map(String),
      folderUid: textAt(result.value, 'meta', 'folderUid'),
      json,
    },
  }
}

/** Makes the folder when it is not there. */
export async function ensureFolder(
  grafana: GrafanaDeps,
  folder: { uid: string; title: string },
): Promise<GrafanaResult<unknown>> {
  const found = await request(grafana, 'GET', `api/folders/${encodeURIComponent(folder.uid)}`)
  if (found.kind === 'answered' && found.status === 404) return ask(grafana, 'POST', 'api/folders', folder)
  return judged(found)
}

/** Writes a board into a folder, with a line for its history of versions. */
export async function writeBoard(
  grafana: GrafanaDeps,
  board: DashboardJson,
  folderUid: string,
  message: string,
): Promise<GrafanaResult<unknown>> {
  // The number of another Grafana, or of an older version, would be refused.
  const { id: _id, version: _version, ...dashboard } = board
  return ask(grafana, 'POST', 'api/dashboards/db', { dashboard, folderUid, message, overwrite: true })
}

/** Deletes a board. */
export async function deleteBoard(grafana: GrafanaDeps, uid: string): Promise<GrafanaResult<unknown>> {
  return ask(grafana, 'DELETE', `api/dashboards/uid/${encodeURIComponent(uid)}`)
}

async function ask(
  grafana: GrafanaDeps,
  method: string,
  path: string,
  body?: unknown,
): Promise<GrafanaResult<unknown>> {
  return judged(await request(grafana, method, path, body))
}

function request(
  { url, token, options }: GrafanaDeps,
  method: string,
  path: string,
  body?: unknown,
): Promise<JsonAnswer> {
  const target = new URL(path, url.endsWith('/') ? url : `${url}/`)
  const headers = { authorization: `Bearer ${token}` }
  return method === 'GET' ? getJson(target, options, headers) : sendJson(method, target, body ?? {}, options, headers)
}

/** Grafana tells why in `message`; a status that is not 2xx is never taken for success. */
function judged(answer: JsonAnswer): GrafanaResult<unknown> {
  if (answer.kind === 'unanswered') return { isGood: false, problem: answer.problem }
  if (answer.status >= 200 && answer.status < 300) return { isGood: true, value: answer.body }
  return {
    isGood: false,
    problem: `Grafana answered ${answer.status}: ${textAt(answer.body, 'message') || 'without a reason'}`,
  }
}
