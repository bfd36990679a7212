import { OWNER_TAG } from '../../dashboards/panels/board.ts'
import { type DashboardJson, planPush } from '../../dashboards/push/push-plan.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { FOLDER } from '../../services/monitoring/core/grafana-provisioning.ts'
import { carryOut, stepLine } from './carry-out.ts'
import { readLiveBoards } from './live-dashboards.ts'
import { BOARD_OPTION, FOLDER_OPTION } from './options/choice-options.ts'
import { GRAFANA_ENVIRONMENT, GRAFANA_URL_OPTION, grafanaOf, greetOrFail } from './options/grafana-options.ts'
import { readWantedBoards } from './project.ts'
import type { PushTarget } from './push-step.ts'

const NOTES = `The token is a service account's, and is never printed. The role Editor is enough; so is the right to edit the folder “${FOLDER.title}” (uid ${FOLDER.uid}), once that folder exists.

A dashboard of ours has the tag “${OWNER_TAG}” and a uid that begins with “${OWNER_TAG}-”. Those that are no longer generated are deleted from our folder, unless --board chooses some. Everything else is never touched: a dashboard of other people under our uid, or one that Grafana reads from a file, refuses the whole push. What other people write while the push runs is not overwritten. When a step fails, or with Ctrl-C, everything that was done before is put back; a deleted dashboard comes back without its history.`

/** Grafana's own limit. */
const LONGEST_MESSAGE = 500

interface Push extends PushTarget {
  readonly isDryRun: boolean
  /** Whether these are all dashboards, so that others of ours in the folder are left over. */
  readonly isAll: boolean
}

/** Makes Grafana's copies of our dashboards equal to these, or leaves it as it was. */
export async function pushBoards(wanted: readonly DashboardJson[], push: Push, io: CommandIo): Promise<GoodOrBad> {
  const uids = wanted.map(board => String(board.uid))
  const live = await readLiveBoards(push.grafana, uids, OWNER_TAG, push.folder.uid)
  if (!live.isGood) return failed(io, `Cannot read the dashboards that are there: ${live.problem}`)
  const { steps, refusals } = planPush(wanted, live.value.boards, { folderUid: push.folder.uid, isAll: push.isAll })
  for (const refusal of refusals) io.stderr(`refused  ${refusal}\n`)
  if (refusals.length > 0) return failed(io, 'Nothing was written')
  if (!push.isDryRun) return carryOut(steps, push, io)
  for (const step of steps) io.stdout(stepLine(step.kind, step))
  for (const uid of live.value.unseen) io.stdout(`note     the token may not see whether ${uid} is already there\n`)
  io.stdout('A dry run: nothing was written\n')
  return EXIT.good
}

function failed(io: CommandIo, text: string): typeof EXIT.bad {
  io.stderr(`${text}\n`)
  return EXIT.bad
}

/** `push`: writes our dashboards into a Grafana over its API. */
export const push = defineCommand({
  name: 'npm run dashboards -- push',
  summary: 'write the dashboards into a Grafana over its API',
  help: {
    about:
      'For a Grafana that reads no files of ours, such as a hosted one: compares, writes what differs, and reads back.',
    uses: [
      ['npm run dashboards -- push --url URL', 'make that Grafana have exactly our dashboards'],
      ['npm run dashboards -- push --url URL --board leadline-home', 'write that one, and touch no other'],
    ],
    environment: GRAFANA_ENVIRONMENT,
    notes: NOTES,
  },
  options: {
    url: GRAFANA_URL_OPTION,
    board: BOARD_OPTION,
    folder: FOLDER_OPTION,
    'dry-run': { type: 'boolean', help: 'say what would be done, and do nothing' },
    message: {
      type: 'string',
      value: 'TEXT',
      parse: (text: string) => (text.length > LONGEST_MESSAGE ? undefined : text),
      need: `at most ${LONGEST_MESSAGE} characters long, as Grafana takes no more`,
      help: "the line in each dashboard's version history; without it, the generation of the dashboard",
    },
  },
  exits: { good: 'Grafana has what was generated, or with --dry-run could have it', bad: 'refused or failed' },
  endsOn: ['SIGINT', 'SIGTERM', 'SIGHUP'],
  run: async ({ values }, io) => {
    const grafana = grafanaOf(values.url, io)
    const { board: chosen, folder, message } = values
    const wanted = await readWantedBoards(io, chosen)
    await greetOrFail(grafana)
    const isAll = chosen.length === 0
    return pushBoards(wanted, { grafana, folder, isAll, isDryRun: values['dry-run'], message }, io)
  },
})
