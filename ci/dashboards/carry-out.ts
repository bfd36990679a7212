import { createFolder, hasFolder } from '../../adapters/grafana/dashboards.ts'
import type { GrafanaRefusal } from '../../adapters/grafana/request.ts'
import type { PushStep } from '../../dashboards/push/push-plan.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { type PushTarget, takeStep } from './push-step.ts'
import { type Begun, putBack } from './put-back.ts'

/** The word for a step that is done. */
const DONE = { create: 'created', update: 'updated', keep: 'kept', delete: 'deleted' } as const

/** Takes all steps, or undoes those it has taken; gives the exit code. */
export async function carryOut(steps: readonly PushStep[], target: PushTarget, io: CommandIo): Promise<GoodOrBad> {
  const folder = await ensureFolder(target)
  const begun: Begun[] = []
  let problem = folder.problem === undefined ? undefined : `the folder “${target.folder.title}”: ${folder.problem}`
  for (const step of problem === undefined ? steps : []) {
    if (step.kind !== 'keep') {
      const outcome = await takeStep(step, target)
      begun.push({ step, trace: outcome.trace })
      if (outcome.problem !== undefined) {
        const reason = target.grafana.options.signal?.aborted ? 'interrupted' : outcome.problem
        problem = `${step.title} (${step.uid}): ${reason}`
        break
      }
    }
    io.stdout(stepLine(DONE[step.kind], step))
  }
  if (problem === undefined) {
    const proof = begun.length === 0 ? '' : ', and read back as they were written'
    io.stdout(`${begun.length} of ${steps.length} dashboards changed${proof}\n`)
    return EXIT.good
  }
  io.stderr(`failed   ${problem}\n`)
  const madeFor = folder.isMade ? steps.map(({ uid }) => uid) : undefined
  const left = await putBack(begun, madeFor, target)
  for (const sentence of left) io.stderr(`not put back  ${sentence}\n`)
  io.stderr(`The push failed. ${left.length === 0 ? 'Grafana is as it was before' : 'All else is as it was before'}\n`)
  return EXIT.bad
}

/** Makes the folder when it is not there; `isMade` is also true where that is unknown. */
async function ensureFolder({
  grafana,
  folder,
}: PushTarget): Promise<{ readonly isMade: boolean; readonly problem?: string }> {
  const found = await hasFolder(grafana, folder.uid)
  if (!found.isGood) return { isMade: false, problem: found.problem }
  if (found.value) return { isMade: false }
  const made = await createFolder(grafana, folder)
  if (made.isGood) return { isMade: true }
  // Another push may have made it a moment before.
  const again = await hasFolder(grafana, folder.uid)
  if (isRefused(made) && again.isGood && again.value) return { isMade: false }
  return { isMade: !isRefused(made), problem: made.problem }
}

function isRefused({ status }: GrafanaRefusal): boolean {
  return status !== undefined && status < 500
}

/** A line about one dashboard. */
export function stepLine(kind: string, { title, uid, reason }: PushStep): string {
  return `${kind.padEnd(8)} ${title} (${uid})${reason === '' ? '' : `: ${reason}`}\n`
}
