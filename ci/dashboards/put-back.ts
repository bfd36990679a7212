import {
  deleteBoard,
  deleteFolder,
  readLiveBoard,
  uidsInFolder,
  writeBoard,
} from '../../adapters/grafana/dashboards.ts'
import type { GrafanaDeps, GrafanaResult } from '../../adapters/grafana/request.ts'
import { difference, type LiveBoard, type PushStep } from '../../dashboards/push/push-plan.ts'
import type { GrafanaFolder } from '../../services/monitoring/core/grafana-provisioning.ts'
import type { Trace } from './push-step.ts'

/** A step that was begun, and what it has written. */
export interface Begun {
  readonly step: PushStep
  readonly trace: Trace
}

/** The Grafana, and the folder in it, that a push went to. */
interface PutBackTarget {
  readonly grafana: GrafanaDeps
  readonly folder: GrafanaFolder
}

const MESSAGE = 'Leadline: put back after a push that failed'

/**
 * Undoes steps, and the folder where it was made for dashboards with the uids given; gives a sentence for each
 * thing that could not be undone.
 */
export async function putBack(
  begun: readonly Begun[],
  folderMadeFor: readonly string[] | undefined,
  { grafana, folder }: PutBackTarget,
): Promise<readonly string[]> {
  // The signal that interrupted the push must not interrupt the undo; each request still has its timeout.
  const calm = { ...grafana, options: { timeout: grafana.options.timeout } }
  const problems: string[] = []
  for (const { step, trace } of begun) {
    const problem = await putBackStep(step, trace, calm)
    if (problem !== undefined) problems.push(`${step.title} (${step.uid}): ${problem}`)
  }
  const left = folderMadeFor === undefined ? undefined : await removeFolder(folderMadeFor, folder, calm)
  return left === undefined ? problems : [...problems, `the folder “${folder.title}”: ${left}`]
}

async function putBackStep(step: PushStep, trace: Trace, grafana: GrafanaDeps): Promise<string | undefined> {
  if (trace.kind === 'none') return undefined
  const read = await readLiveBoard(grafana, step.uid)
  // To a token for one folder, this is also the answer when there is no such dashboard.
  if (!read.isGood && read.status !== 403) return read.problem
  const live = read.isGood ? read.value : undefined
  if (step.wanted === undefined)
    return live === undefined ? problemOf(await restore(step, undefined, grafana)) : undefined
  const isAsBefore = step.before === undefined ? live === undefined : live !== undefined && isLike(step.before, live)
  if (isAsBefore) return undefined
  if (live === undefined || !isOurWrite(step, trace, live))
    return 'it was changed by others meanwhile, and is left as it is'
  const undone = step.before === undefined ? deleteBoard(grafana, step.uid) : restore(step, live.version, grafana)
  return problemOf(await undone)
}

function isLike(before: LiveBoard, live: LiveBoard): boolean {
  return difference(before.json, live) === undefined && before.folderUid === live.folderUid
}

/** Known by its version; where none was answered, by its content. */
function isOurWrite({ wanted }: PushStep, trace: Trace, live: LiveBoard): boolean {
  if (trace.kind === 'written' && trace.version !== undefined) return live.version === trace.version
  return wanted !== undefined && difference(wanted, live) === undefined
}

function restore(
  { before }: PushStep,
  over: number | undefined,
  grafana: GrafanaDeps,
): Promise<GrafanaResult<unknown>> {
  if (before === undefined) throw new Error('What was not there before cannot be restored')
  return writeBoard(grafana, before.json, { folderUid: before.folderUid, message: MESSAGE, over })
}

function problemOf(result: GrafanaResult<unknown>): string | undefined {
  return result.isGood ? undefined : result.problem
}

/** Removes the folder if it is empty, because Grafana deletes a folder with all that is in it. */
async function removeFolder(
  uids: readonly string[],
  folder: GrafanaFolder,
  grafana: GrafanaDeps,
): Promise<string | undefined> {
  const found = await uidsInFolder(grafana, folder.uid)
  if (!found.isGood) return found.problem
  const inside: string[] = []
  // Grafana's index lags: it may still list deleted dashboards, and not yet list what another push has just written.
  for (const uid of new Set([...found.value, ...uids])) {
    const read = await readLiveBoard(grafana, uid)
    if (!read.isGood || read.value?.folderUid === folder.uid) inside.push(uid)
  }
  if (inside.length > 0) return `it stays, for ${inside.join(', ')} is in it`
  const deleted = await deleteFolder(grafana, folder.uid)
  return deleted.isGood || deleted.status === 404 ? undefined : deleted.problem
}
