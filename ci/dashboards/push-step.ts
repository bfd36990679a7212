import { deleteBoard, readLiveBoard, writeBoard } from '../../adapters/grafana/dashboards.ts'
import type { GrafanaDeps, GrafanaRefusal } from '../../adapters/grafana/request.ts'
import { DIGEST_TAG, digestOf } from '../../dashboards/generated-files.ts'
import { type DashboardJson, difference, type PushStep } from '../../dashboards/push/push-plan.ts'
import { listAt } from '../../lib/json/path.ts'
import type { GrafanaFolder } from '../../services/monitoring/core/grafana-provisioning.ts'

/** Where a push goes. */
export interface PushTarget {
  readonly grafana: GrafanaDeps
  readonly folder: GrafanaFolder
  /** The line in each dashboard's history; undefined names the generation. */
  readonly message: string | undefined
}

/** What a step has written in Grafana; without an answer, that is unknown. */
export type Trace =
  | { readonly kind: 'none' }
  | { readonly kind: 'written'; readonly version: number | undefined }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'unknown' }

/** The outcome of a step; the problem is undefined when Grafana has the wanted dashboard. */
interface StepOutcome {
  readonly trace: Trace
  readonly problem: string | undefined
}

/** Grafana's status for a write over a newer version than was read. */
const CONFLICT = 412

/** Writes or deletes one dashboard, and checks that Grafana has it so. */
export function takeStep(step: PushStep, target: PushTarget): Promise<StepOutcome> {
  return step.wanted === undefined ? takeAway(step, target) : write(step, step.wanted, target)
}

async function write(
  step: PushStep,
  wanted: DashboardJson,
  { grafana, folder, message }: PushTarget,
): Promise<StepOutcome> {
  const line = message ?? `Leadline ${DIGEST_TAG}${digestOf(listAt(wanted, 'tags').map(String)) ?? 'unknown'}`
  const written = await writeBoard(grafana, wanted, {
    folderUid: folder.uid,
    message: line,
    over: step.before?.version,
  })
  if (!written.isGood && written.status !== CONFLICT) return { trace: traceOf(written), problem: written.problem }
  const trace: Trace = written.isGood ? { kind: 'written', version: written.value } : { kind: 'none' }
  const read = await readLiveBoard(grafana, step.uid)
  if (!read.isGood) return { trace, problem: `it cannot be read back: ${read.problem}` }
  const lack = read.value === undefined ? 'it is not there' : difference(wanted, read.value)
  // Another push may have written the same before.
  if (lack === undefined) return { trace, problem: undefined }
  return {
    trace,
    problem: written.isGood ? `Grafana said it was saved, and does not have it so: ${lack}` : written.problem,
  }
}

async function takeAway({ uid, before }: PushStep, { grafana }: PushTarget): Promise<StepOutcome> {
  const read = await readLiveBoard(grafana, uid)
  if (!read.isGood) return { trace: { kind: 'none' }, problem: read.problem }
  if (read.value === undefined) return { trace: { kind: 'none' }, problem: undefined }
  // Grafana deletes any version, so a write since the plan was made must be detected here.
  if (read.value.version !== before?.version) {
    return { trace: { kind: 'none' }, problem: 'it was changed by others meanwhile' }
  }
  const deleted = await deleteBoard(grafana, uid)
  if (deleted.isGood) return { trace: { kind: 'deleted' }, problem: undefined }
  return { trace: traceOf(deleted), problem: deleted.problem }
}

/** After a refusal nothing was written; without an answer, or after a server error, something may have been. */
function traceOf({ status }: GrafanaRefusal): Trace {
  return { kind: status === undefined || status >= 500 ? 'unknown' : 'none' }
}
