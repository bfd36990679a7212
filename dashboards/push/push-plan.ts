import { firstDifference } from '../../lib/json/difference.ts'
import { textAt } from '../../lib/json/path.ts'
import { OWNER_TAG } from '../panels/board.ts'

/** A dashboard as JSON. */
export type DashboardJson = Readonly<Record<string, unknown>>

/** A dashboard in Grafana, with what a push needs of it. */
export interface LiveBoard {
  readonly uid: string
  readonly title: string
  readonly tags: readonly string[]
  readonly folderUid: string
  /** Grafana increments it with each write: a write with a version overwrites that version only. */
  readonly version: number
  /** The file that provisions it; undefined for a dashboard that the API may write. */
  readonly file: string | undefined
  readonly json: DashboardJson
}

/** What a push does to one dashboard. */
export interface PushStep {
  readonly kind: 'create' | 'update' | 'keep' | 'delete'
  readonly uid: string
  readonly title: string
  /** Why it is updated or deleted; empty for other kinds. */
  readonly reason: string
  /** What is written; undefined for a deletion. */
  readonly wanted: DashboardJson | undefined
  /** What was there before, to be restored when a later step fails. */
  readonly before: LiveBoard | undefined
}

interface PushPlan {
  readonly steps: readonly PushStep[]
  /** Reasons against the push, each with its dashboard; with any, nothing is written. */
  readonly refusals: readonly string[]
}

/** Where a push writes, and whether what it writes is all that should be there. */
interface PushScope {
  readonly folderUid: string
  readonly isAll: boolean
}

/**
 * The steps after which Grafana has the wanted dashboards, and no other of ours where these are all; other dashboards are
 * never touched.
 */
export function planPush(
  wanted: readonly DashboardJson[],
  live: readonly LiveBoard[],
  { folderUid, isAll }: PushScope,
): PushPlan {
  const writes = wanted.map(board => writeStep(board, live, folderUid))
  const uids = new Set(writes.map(({ uid }) => uid))
  const deletions = live
    .filter(board => isAll && isOurs(board) && board.folderUid === folderUid && !uids.has(board.uid))
    .map((before): PushStep => {
      const { uid, title } = before
      return { kind: 'delete', uid, title, reason: 'it is no longer generated', wanted: undefined, before }
    })
  const steps = [...writes, ...deletions]
  return { steps, refusals: steps.flatMap(refusals) }
}

function writeStep(wanted: DashboardJson, live: readonly LiveBoard[], folderUid: string): PushStep {
  const uid = textAt(wanted, 'uid')
  const step = { uid, title: textAt(wanted, 'title'), wanted }
  const before = live.find(board => board.uid === uid)
  if (before === undefined) return { ...step, kind: 'create', reason: '', before }
  const reason =
    difference(wanted, before) ?? (before.folderUid === folderUid ? undefined : 'it was moved to another folder')
  return { ...step, kind: reason === undefined ? 'keep' : 'update', reason: reason ?? '', before }
}

/** A copy of one of our dashboards keeps its tags, but not its uid, so both are required. */
function isOurs({ uid, tags }: LiveBoard): boolean {
  return tags.includes(OWNER_TAG) && uid.startsWith(`${OWNER_TAG}-`)
}

function refusals({ kind, uid, title, before }: PushStep): string[] {
  if (before !== undefined && !before.tags.includes(OWNER_TAG)) {
    return [`${title} (${uid}): “${before.title}”, which is not one of our dashboards, has this uid`]
  }
  if (before?.file !== undefined && kind !== 'keep') {
    return [`${title} (${uid}): Grafana reads it from the file ${before.file}, and refuses to save it`]
  }
  return []
}

/**
 * The first difference between the generated dashboard and the one in Grafana, without Grafana's own `id` and
 * `version`.
 */
export function difference(wanted: DashboardJson, { json }: Pick<LiveBoard, 'json'>): string | undefined {
  return firstDifference(content(wanted), content(json))
}

function content({ id: _id, version: _version, ...rest }: DashboardJson): DashboardJson {
  return rest
}
