import { at, textAt } from './lint/json.ts'
import { OWNER_TAG } from './panels/board.ts'

/** A dashboard as JSON. */
export type DashboardJson = Readonly<Record<string, unknown>>

/** A dashboard that Grafana has, as far as a push must know it. */
export interface LiveBoard {
  readonly uid: string
  readonly title: string
  readonly tags: readonly string[]
  readonly folderUid: string
  readonly json: DashboardJson
}

/** What a push does to one board. */
export interface PushStep {
  readonly kind: 'create' | 'update' | 'keep' | 'delete'
  readonly uid: string
  readonly title: string
  /** What is written; undefined for what is deleted. */
  readonly wanted: DashboardJson | undefined
  /** What was there before, to be put back when a later step fails. */
  readonly before: LiveBoard | undefined
}

export interface PushPlan {
  readonly steps: readonly PushStep[]
  /** Why nothing may be written: each names its board. */
  readonly refusals: readonly string[]
}

/** What must be done so that Grafana has exactly the wanted boards of ours; other people's boards are never touched. */
export function planPush(wanted: readonly DashboardJson[], live: readonly LiveBoard[], folderUid: string): PushPlan {
  const refusals = wanted.flatMap(board => refusal(board, live, folderUid))
  const writes = wanted.map((board): PushStep => {
    const uid = textAt(board, 'uid')
    const before = live.find(candidate => candidate.uid === uid)
    const kind =
      before === undefined ? 'create' : isSame(board, before) && before.folderUid === folderUid ? 'keep' : 'update'
    return { kind, uid, title: textAt(board, 'title'), wanted: board, before }
  })
  const gone = live.filter(
    ({ uid, tags, folderUid: where }) =>
      tags.includes(OWNER_TAG) && where === folderUid && !wanted.some(board => textAt(board, 'uid') === uid),
  )
  const deletions = gone.map(
    (before): PushStep => ({ kind: 'delete', uid: before.uid, title: before.title, wanted: undefined, before }),
  )
  return { steps: [...writes, ...deletions], refusals }
}

function refusal(board: DashboardJson, live: readonly LiveBoard[], folderUid: string): string[] {
  const uid = textAt(board, 'uid')
  const title = textAt(board, 'title')
  const same = live.find(candidate => candidate.uid === uid)
  if (same !== undefined && !same.tags.includes(OWNER_TAG)) {
    return [`${title}: somebody else’s board “${same.title}” has the uid ${uid}`]
  }
  const namesake = live.find(other => other.title === title && other.folderUid === folderUid && other.uid !== uid)
  return namesake === undefined || namesake.tags.includes(OWNER_TAG)
    ? []
    : [`${title}: the folder has another board of this title, ${namesake.uid}`]
}

/** Whether Grafana has the board as it was generated; `id` and `version` are Grafana's own. */
export function isSame(wanted: DashboardJson, { json }: Pick<LiveBoard, 'json'>): boolean {
  return canonical(wanted) === canonical(json)
}

function canonical(json: DashboardJson): string {
  const { id: _id, version: _version, ...content } = json
  return JSON.stringify(sorted(content))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map(key => [key, sorted(at(value, key))]))
}
