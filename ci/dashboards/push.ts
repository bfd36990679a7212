import {
  deleteBoard,
  ensureFolder,
  type GrafanaDeps,
  type GrafanaResult,
  readLiveBoard,
  readLiveBoards,
  writeBoard,
} from '../../adapters/grafana.ts'
import { allBoards } from '../../dashboards/boards.ts'
import { generatedFiles, LOCK_FILE } from '../../dashboards/generated-files.ts'
import { OWNER_TAG } from '../../dashboards/panels/board.ts'
import { FOLDER } from '../../dashboards/provisioning.ts'
import { type DashboardJson, isSame, type PushStep, planPush } from '../../dashboards/push-plan.ts'
import { hasErrors, renderDiagnostics } from '../../lib/diagnostic.ts'
import { type Command, type CommandIo, EXIT } from '../command.ts'
import { readGrafanaOptions, TOKEN_VARIABLE } from './grafana-options.ts'
import { readProjectContext, sha256 } from './project.ts'

const HELP = `Writes our boards into a Grafana over its API: for one that reads no files of ours, such as a hosted one.

  ${TOKEN_VARIABLE}=… npm run dashboards -- push --url URL     compare, write what differs, read back
      --dry-run          say what would be done, and do nothing
      --message TEXT     the line in each board's history of versions

Boards go into the folder “${FOLDER.title}”. Boards of ours that are no longer generated are deleted there; boards without
our tag “${OWNER_TAG}” are never touched. When a step fails, everything before it is put back as it was.
The token needs the right to edit that folder, and to create it the first time.

Exit codes: 0 Grafana has what was generated · 1 refused or failed, nothing left half done · 2 wrong usage
`

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const read = readGrafanaOptions(argv, io)
  if (typeof read === 'string') {
    io.stderr(`${read}\n\n${HELP}`)
    return EXIT.usage
  }
  const { grafana, isDryRun, message } = read
  const { value: context, diagnostics } = await readProjectContext()
  io.stderr(renderDiagnostics(diagnostics))
  if (hasErrors(diagnostics)) return EXIT.bad
  return pushBoards(wantedBoards(generatedFiles(allBoards(context), sha256)), { grafana, isDryRun, message }, io)
}

/** The boards among the generated files, as JSON. */
export function wantedBoards(files: ReadonlyMap<string, string>): readonly DashboardJson[] {
  return [...files].filter(([name]) => name !== LOCK_FILE).map(([, text]) => JSON.parse(text) as DashboardJson)
}

interface Push {
  readonly grafana: GrafanaDeps
  readonly isDryRun: boolean
  readonly message: string
}

/** Makes Grafana have exactly these boards of ours, or leaves it as it was. */
export async function pushBoards(wanted: readonly DashboardJson[], push: Push, io: CommandIo): Promise<number> {
  const uids = wanted.map(board => String(board.uid))
  const live = await readLiveBoards(push.grafana, uids, OWNER_TAG, FOLDER.uid)
  if (!live.isGood) return failed(io, `Cannot read the boards that are there: ${live.problem}`)
  const { steps, refusals } = planPush(wanted, live.value, FOLDER.uid)
  for (const refusal of refusals) io.stderr(`refused  ${refusal}\n`)
  if (refusals.length > 0) return EXIT.bad
  for (const { kind, title, uid } of steps) io.stdout(`${kind.padEnd(8)} ${title} (${uid})\n`)
  if (push.isDryRun) return EXIT.good
  const folder = await ensureFolder(push.grafana, FOLDER)
  if (!folder.isGood) return failed(io, `Cannot make the folder “${FOLDER.title}”: ${folder.problem}`)
  return carryOut(
    steps.filter(({ kind }) => kind !== 'keep'),
    push,
    io,
  )
}

async function carryOut(steps: readonly PushStep[], push: Push, io: CommandIo): Promise<number> {
  const done: PushStep[] = []
  for (const step of steps) {
    done.push(step)
    const result = await carryOutStep(step, push)
    if (result.isGood) continue
    io.stderr(`failed   ${step.title} (${step.uid}): ${result.problem}\n`)
    return putBack(done, push, io)
  }
  io.stdout(`${steps.length} boards changed, and read back as they were written\n`)
  return EXIT.good
}

/** Writes or deletes one board, and looks whether Grafana has it so. */
async function carryOutStep(step: PushStep, { grafana, message }: Push): Promise<GrafanaResult<unknown>> {
  if (step.wanted === undefined) return deleteBoard(grafana, step.uid)
  const written = await writeBoard(grafana, step.wanted, FOLDER.uid, message)
  if (!written.isGood) return written
  const read = await readLiveBoard(grafana, step.uid)
  if (!read.isGood) return read
  const isThere = read.value !== undefined && isSame(step.wanted, read.value)
  return isThere ? read : { isGood: false, problem: 'Grafana said it was saved, and does not have it so' }
}

/** Undoes steps, the last first. */
async function putBack(done: readonly PushStep[], { grafana }: Push, io: CommandIo): Promise<number> {
  for (const { uid, title, before, kind } of [...done].reverse()) {
    const result =
      before === undefined
        ? await deleteBoard(grafana, uid)
        : await writeBoard(grafana, before.json, before.folderUid, 'put back after a push that failed')
    // What was never created cannot be deleted.
    if (result.isGood || (kind === 'create' && result.problem.includes('404'))) continue
    io.stderr(`not put back: ${title} (${uid}): ${result.problem}\n`)
  }
  return failed(io, 'Nothing was changed: what had been written was put back as it was')
}

function failed(io: CommandIo, text: string): number {
  io.stderr(`${text}\n`)
  return EXIT.bad
}

/** `push`: our boards into a Grafana over its API. */
export const push: Command = { summary: 'write the boards into a Grafana over its API', help: HELP, run }
