import { readLiveBoard, uidsInFolder } from '../../adapters/grafana/dashboards.ts'
import type { GrafanaDeps, GrafanaResult } from '../../adapters/grafana/request.ts'
import type { LiveBoard } from '../../dashboards/push/push-plan.ts'

/** The state of Grafana before a push. */
interface LiveBoards {
  readonly boards: readonly LiveBoard[]
  /** Uids whose existence the token has no permission to see. */
  readonly unseen: readonly string[]
}

/** The dashboards with these uids, and all with a tag in a folder. Never rejects. */
export async function readLiveBoards(
  grafana: GrafanaDeps,
  uids: readonly string[],
  tag: string,
  folderUid: string,
): Promise<GrafanaResult<LiveBoards>> {
  const found = await uidsInFolder(grafana, folderUid, tag)
  if (!found.isGood) return found
  const boards: LiveBoard[] = []
  const unseen: string[] = []
  for (const uid of new Set([...uids, ...found.value])) {
    const board = await readLiveBoard(grafana, uid)
    // A token that may edit one folder gets this answer for every uid outside it, taken or free.
    if (!board.isGood && board.status === 403) unseen.push(uid)
    else if (!board.isGood) return { ...board, problem: `${uid}: ${board.problem}` }
    else if (board.value !== undefined) boards.push(board.value)
  }
  return { isGood: true, value: { boards, unseen } }
}
