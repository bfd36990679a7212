import { parseArgs } from 'node:util'
import { OWNER_TAG } from '../../dashboards/panels/board.ts'
import { type DashboardJson, planPush } from '../../dashboards/push/push-plan.ts'
import { FOLDER } from '../../services/monitoring/core/grafana-provisioning.ts'
import { type Command, type CommandIo, EXIT, UsageError } from '../command/command.ts'
import { interruptible } from '../command/interruptible.ts'
import { carryOut, stepLine } from './carry-out.ts'
import { grafanaOf, isWelcome, TOKEN_VARIABLE } from './grafana-options.ts'
import { readLiveBoards } from './live-dashboards.ts'
import { readWantedBoards } from './project.ts'
import type { PushTarget } from './push-step.ts'

const HELP = `Writes our boards into a Grafana over its API: for one that reads no files of ours, such as a hosted one.

  ${TOKEN_VARIABLE}=… npm run dashboards -- push --url URL     compare, write what differs, read back
      --dry-run          say what would be done, and do nothing
      --message TEXT     the line in each board's history of versions; without it, the board's generation

URL is where people open Grafana, with its path if it has one: https://example.org/grafana. A certificate of a CA of your
own is trusted by NODE_EXTRA_CA_CERTS=FILE. The token is a service account's, and is never printed. The role Editor is
enough; so is the right to edit the folder “${FOLDER.title}” (uid ${FOLDER.uid}), once that folder is there.

A board of ours has the tag “${OWNER_TAG}” and a uid that begins with “${OWNER_TAG}-”. Those that are no longer generated
are deleted from our folder. Everything else is never touched: a board of somebody else's under our uid, or one that
Grafana reads from a file, refuses the whole push. What somebody writes while the push runs is not overwritten. When a step
fails, or with Ctrl-C, everything that was done before is put back; a deleted board comes back without its history.

Exit codes: 0 Grafana has what was generated, or with --dry-run could have it · 1 refused or failed · 2 wrong usage
`

/** Grafana's own limit. */
const LONGEST_MESSAGE = 500

function run(argv: readonly string[], io: CommandIo): Promise<number> {
  return interruptible(async signal => {
    const options = {
      url: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      message: { type: 'string' },
    } as const
    const { values } = parseArgs({ args: [...argv], options })
    const grafana = grafanaOf(values.url, io, signal)
    if ((values.message?.length ?? 0) > LONGEST_MESSAGE) {
      throw new UsageError(`--message is longer than the ${LONGEST_MESSAGE} characters that Grafana takes.`)
    }
    const wanted = await readWantedBoards(io)
    if (wanted === undefined || !(await isWelcome(grafana, io))) return EXIT.bad
    return pushBoards(wanted, { grafana, isDryRun: values['dry-run'], message: values.message }, io)
  })
}

interface Push extends PushTarget {
  readonly isDryRun: boolean
}

/** Makes Grafana have exactly these boards of ours, or leaves it as it was. */
export async function pushBoards(wanted: readonly DashboardJson[], push: Push, io: CommandIo): Promise<number> {
  const uids = wanted.map(board => String(board.uid))
  const live = await readLiveBoards(push.grafana, uids, OWNER_TAG, FOLDER.uid)
  if (!live.isGood) return failed(io, `Cannot read the boards that are there: ${live.problem}`)
  const { steps, refusals } = planPush(wanted, live.value.boards, FOLDER.uid)
  for (const refusal of refusals) io.stderr(`refused  ${refusal}\n`)
  if (refusals.length > 0) return failed(io, 'Nothing was written')
  if (!push.isDryRun) return carryOut(steps, push, io)
  for (const step of steps) io.stdout(stepLine(step.kind, step))
  for (const uid of live.value.unseen) io.stdout(`note     the token may not see whether ${uid} is already there\n`)
  io.stdout('A dry run: nothing was written\n')
  return EXIT.good
}

function failed(io: CommandIo, text: string): number {
  io.stderr(`${text}\n`)
  return EXIT.bad
}

/** `push`: our boards into a Grafana over its API. */
export const push: Command = { summary: 'write the boards into a Grafana over its API', help: HELP, run }
