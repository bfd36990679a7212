import type { GrafanaDeps } from '../../adapters/grafana/request.ts'
import { OWNER_TAG } from '../../dashboards/panels/board.ts'
import { diffBoards } from '../../dashboards/push/diff.ts'
import type { DashboardJson } from '../../dashboards/push/push-plan.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { FOLDER } from '../../services/monitoring/core/grafana-provisioning.ts'
import { GRAFANA_ENVIRONMENT, GRAFANA_URL_OPTION, grafanaOf, greetOrFail } from './grafana-options.ts'
import { readLiveBoards } from './live-dashboards.ts'
import { readWantedBoards } from './project.ts'

/** Reports what people changed in Grafana: from what the code says to what is live. */
export async function pullBoards(
  wanted: readonly DashboardJson[],
  grafana: GrafanaDeps,
  io: CommandIo,
): Promise<GoodOrBad> {
  const uids = wanted.map(board => String(board.uid))
  const live = await readLiveBoards(grafana, uids, OWNER_TAG, FOLDER.uid)
  if (!live.isGood) {
    io.stderr(`Cannot read the dashboards that are there: ${live.problem}\n`)
    return EXIT.bad
  }
  const boards = (list: readonly DashboardJson[]) => new Map(list.map(board => [String(board.uid), board]))
  const changes = diffBoards(
    { boards: boards(wanted), costs: {} },
    { boards: boards(live.value.boards.map(({ json }) => withoutNumbers(json))), costs: {} },
  )
  io.stdout(changes)
  return changes === diffBoards(NOTHING, NOTHING) ? EXIT.good : EXIT.bad
}

const NOTHING = { boards: new Map<string, unknown>(), costs: {} }

/** Grafana numbers a dashboard and its versions itself. */
function withoutNumbers({ id: _id, version: _version, ...rest }: DashboardJson): DashboardJson {
  return rest
}

/** `pull`: what differs in Grafana from the code, to be carried over into it. */
export const pull = defineCommand({
  name: 'npm run dashboards -- pull',
  summary: 'report what was changed in a Grafana, against the code',
  help: {
    about:
      'Reads our dashboards back and lists every panel, query and setting that is not as the code has it, as Markdown: what was edited in the browser, to be written into the code before the next push or deploy replaces it.',
    uses: [['npm run dashboards -- pull --url URL', 'what differs in the Grafana at that address']],
    environment: GRAFANA_ENVIRONMENT,
    notes: 'The role Viewer is enough for the token. Nothing is written, neither there nor here.',
  },
  options: { url: GRAFANA_URL_OPTION },
  exits: { good: 'nothing differs', bad: 'something differs, or cannot be read' },
  run: async ({ values }, io) => {
    const grafana = grafanaOf(values.url, io)
    const wanted = await readWantedBoards(io)
    await greetOrFail(grafana)
    return pullBoards(wanted, grafana, io)
  },
})
