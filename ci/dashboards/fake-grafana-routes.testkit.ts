import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'

/** A dashboard in the fake. */
interface FakeBoard {
  readonly json: Record<string, unknown>
  readonly folderUid: string
  readonly version: number
  /** The message of its version in the history. */
  readonly message: string
  /** The file that provisions it. */
  readonly file?: string
}

export interface FakeState {
  readonly boards: Map<string, FakeBoard>
  /** Titles by uid. */
  readonly folders: Map<string, string>
}

/** The permissions of a token: edit everything, edit what is in one folder, or read only. */
export type FakeRights = { readonly edits: 'all' | 'nothing' } | { readonly edits: 'folder'; readonly uid: string }

interface FakeRequest {
  readonly state: FakeState
  readonly rights: FakeRights
  readonly query: URLSearchParams
  readonly body: unknown
}

export type Reply = readonly [status: number, content: unknown]

type Route = readonly [method: string, path: RegExp, reply: (request: FakeRequest, part: string) => Reply]

/**
 * Statuses and messages as Grafana's own source has them (pkg/api, pkg/services/dashboards/errors.go; versions 10 to
 * 12).
 */
export const FAKE_ROUTES: readonly Route[] = [
  ['GET', /^\/api\/search$/, ({ state, query }) => [200, found(state, query)]],
  ['GET', /^\/api\/folders\/([^/]+)$/, ({ state }, uid) => folderReply(state, uid)],
  ['POST', /^\/api\/folders$/, makeFolder],
  ['DELETE', /^\/api\/folders\/([^/]+)$/, deleteFolder],
  ['GET', /^\/api\/dashboards\/uid\/([^/]+)$/, readBoard],
  ['DELETE', /^\/api\/dashboards\/uid\/([^/]+)$/, deleteBoard],
  ['POST', /^\/api\/dashboards\/db$/, saveBoard],
]

/** Grafana's answer to a token that lacks a permission. */
function denied(right: string): Reply {
  const message = `You'll need additional permissions to perform this action. Permissions needed: ${right}`
  return [403, { accessErrorId: 'ACE0123456789', message, title: 'Access denied' }]
}

function mayEdit(rights: FakeRights, folderUid: string): boolean {
  return rights.edits === 'all' || (rights.edits === 'folder' && rights.uid === folderUid)
}

function found({ boards, folders }: FakeState, query: URLSearchParams): readonly object[] {
  const tag = query.get('tag')
  const folder = query.get('folderUIDs')
  const hits = [...boards].filter(
    ([, { json, folderUid }]) =>
      (tag === null || listAt(json, 'tags').includes(tag)) && (folder === null || folderUid === folder),
  )
  const all = folder === null && tag === null ? [...folders.keys()].map(uid => ({ uid, type: 'dash-folder' })) : []
  return [...all, ...hits.map(([uid, { folderUid }]) => ({ uid, folderUid, type: 'dash-db' }))]
}

function folderReply({ folders }: FakeState, uid: string): Reply {
  const title = folders.get(uid)
  return title === undefined ? [404, { message: 'folder not found', status: 'not-found' }] : [200, { uid, title }]
}

function makeFolder({ state, rights, body }: FakeRequest): Reply {
  const uid = textAt(body, 'uid')
  if (rights.edits !== 'all') return denied('folders:create')
  if (state.folders.has(uid)) return [409, { message: 'a folder/dashboard with the same uid already exists' }]
  state.folders.set(uid, textAt(body, 'title'))
  return folderReply(state, uid)
}

function deleteFolder({ state, rights }: FakeRequest, uid: string): Reply {
  if (!mayEdit(rights, uid)) return denied('folders:delete')
  for (const [board, { folderUid }] of state.boards) if (folderUid === uid) state.boards.delete(board)
  return state.folders.delete(uid) ? [200, { message: 'Folder deleted' }] : folderReply(state, uid)
}

function readBoard({ state, rights }: FakeRequest, uid: string): Reply {
  const board = state.boards.get(uid)
  // Grafana gives this answer for every uid outside the folder, so that a token cannot find out which ones exist.
  if (rights.edits === 'folder' && board?.folderUid !== rights.uid) return denied('dashboards:read')
  if (board === undefined) return [404, { message: 'Dashboard not found' }]
  const { json, folderUid, version, file } = board
  const provisioned = file === undefined ? { provisioned: false } : { provisioned: true, provisionedExternalId: file }
  return [200, { dashboard: { ...json, id: 7, version }, meta: { folderUid, version, ...provisioned } }]
}

function deleteBoard({ state, rights }: FakeRequest, uid: string): Reply {
  const board = state.boards.get(uid)
  if (!mayEdit(rights, board?.folderUid ?? '')) return denied('dashboards:delete')
  if (board === undefined) return [404, { message: 'Dashboard not found' }]
  if (board.file !== undefined) return [400, { message: 'provisioned dashboard cannot be deleted' }]
  state.boards.delete(uid)
  return [200, { title: board.json.title, message: `Dashboard ${board.json.title} deleted`, uid }]
}

function saveBoard({ state, rights, body }: FakeRequest): Reply {
  const { id: _id, version: _version, ...json } = Object(at(body, 'dashboard')) as Record<string, unknown>
  const uid = textAt(json, 'uid')
  const folderUid = textAt(body, 'folderUid')
  const message = textAt(body, 'message')
  const before = state.boards.get(uid)
  if (!mayEdit(rights, folderUid)) return denied('dashboards:create')
  if (message.length > 500) return [400, { message: 'message too long, max 500 characters' }]
  if (!state.folders.has(folderUid)) return [404, { message: 'Folder not found' }]
  if (before?.file !== undefined) return [400, { message: 'Cannot save provisioned dashboard' }]
  const over = numberAt(body, 'dashboard', 'version') ?? 0
  if (at(body, 'overwrite') !== true && over !== (before?.version ?? over)) {
    return [412, { message: 'The dashboard has been changed by someone else', status: 'version-mismatch' }]
  }
  const version = (before?.version ?? 0) + 1
  state.boards.set(uid, { json, folderUid, version, message })
  return [200, { status: 'success', uid, version, folderUid }]
}
