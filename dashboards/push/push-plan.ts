import { firstDifference } from '../../lib/json/difference.ts'
import { textAt } from '../../lib/json/path.ts'
import { OWNER_TAG } from '../panels/board.ts'

/** A dashboard as JSON. */
export type DashboardJson = Readonly<Record<string, unknown>>

/** A dashboard that Grafana has, as far as a push must know it. */
export interface LiveBoard {
  readonly uid: string
  readonly title: string
  readonly tags: readonly string[]
  readonly folderUid: string
  /** Grafana counts it up with each write: who names it writes only over what they have read. */
  readonly version: number
  /** The file that Grafana reads it from; undefined for a board that the API may write. */
  readonly file: string | undefined
  readonly json: DashboardJson
}

/** What a push does to one board. */
export interface PushStep {
  readonly kind: 'create' | 'update' | 'keep' | 'delete'
  readonly uid: string
  readonly title: string
  /** Why it is updated or deleted; empty where the kind says it. */
  readonly reason: string
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
  const writes = wanted.map(board => writeStep(board, live, folderUid))
  const uids = new Set(writes.map(({ uid }) => uid))
  const deletions = live
    .filter(board => isOurs(board) && board.folderUid === folderUid && !uids.has(board.uid))
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
    difference(wanted, before) ?? (before.folderUid === folderUid ? undefined : 'somebody moved it to another folder')
  return { ...step, kind: reason === undefined ? 'keep' : 'update', reason: reason ?? '', before }
}

/** A person's copy of a board of ours keeps its tags, but never its uid; so both are asked for. */
function isOurs({ uid, tags }: LiveBoard): boolean {
  return tags.includes(OWNER_TAG) && uid.startsWith(`${OWNER_TAG}-`)
}

function refusals({ kind, uid, title, before }: PushStep): string[] {
  if (before !== undefined && !before.tags.includes(OWNER_TAG)) {
    return [`${title} (${uid}): somebody else’s board “${before.title}” has this uid`]
  }
  if (before?.file !== undefined && kind !== 'keep') {
    return [`${title} (${uid}): Grafana reads it from the file ${before.file}, and takes it from nowhere else`]
  }
  return []
}

/** The first difference between a board as it was generated and as Grafana has it; `id` and `version` are Grafana's own. */
export function difference(wanted: DashboardJson, { json }: Pick<LiveBoard, 'json'>): string | undefined {
  return firstDifference(content(wanted), content(json))
}

function content({ id: _id, version: _version, ...rest }: DashboardJson): DashboardJson {
  return rest
}
