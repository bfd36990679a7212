import { OWNER_TAG } from '../../../dashboards/panels/board.ts'
import { TITLES, UIDS } from '../../../dashboards/panels/link.ts'
import { folderTitled } from '../../../services/monitoring/core/grafana-provisioning.ts'

const KNOWN: ReadonlyMap<string, string> = new Map(
  (Object.keys(UIDS) as (keyof typeof UIDS)[]).flatMap(name => [
    [UIDS[name], UIDS[name]],
    [UIDS[name].replace(`${OWNER_TAG}-`, ''), UIDS[name]],
    [TITLES[name].toLowerCase(), UIDS[name]],
  ]),
)

/** `--board`: some of our dashboards in the place of all. */
export const BOARD_OPTION = {
  type: 'string',
  value: 'UID',
  multiple: true,
  parse: (text: string) => KNOWN.get(text.toLowerCase()),
  need: `one of ${Object.values(UIDS).join(', ')}`,
  help: 'only this dashboard',
} as const

/** `--folder`: another folder than our own. */
export const FOLDER_OPTION = {
  type: 'string',
  value: 'TITLE',
  default: folderTitled().title,
  parse: (text: string) => (text.trim() === '' || text.length > 100 ? undefined : folderTitled(text.trim())),
  need: 'a title of at most 100 characters',
  help: 'the folder of the dashboards in Grafana',
} as const

/** Whether a dashboard is chosen; without a choice all are. */
export function isChosen(uids: readonly string[]): (uid: string) => boolean {
  return uid => uids.length === 0 || uids.includes(uid)
}
