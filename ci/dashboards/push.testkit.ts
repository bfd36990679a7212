import type { DashboardJson } from '../../dashboards/push/push-plan.ts'
import { testIo } from '../../lib/command/command.testkit.ts'
import { seconds } from '../../lib/duration.ts'
import { type FakeGrafana, TOKENS } from './fake-grafana.testkit.ts'
import { pullBoards } from './pull.ts'
import { pushBoards } from './push.ts'
import { verifyBoards } from './verify.ts'

/** A dashboard of ours with one panel. */
export function exampleBoard(uid: string, title: string, expr = 'up'): DashboardJson {
  const target = { refId: 'A', expr, instant: true }
  const panels = [{ id: 1, type: 'stat', title: 'Failing now', targets: [target] }]
  return { uid: `leadline-${uid}`, title, tags: ['leadline', 'gen:0123abcd'], panels }
}

/** A user of a Grafana: runs the commands, and keeps their output. */
export interface GrafanaUser {
  readonly push: (wanted: readonly DashboardJson[], isDryRun?: boolean) => Promise<number>
  readonly verify: (wanted: readonly DashboardJson[], dataSource?: string) => Promise<number>
  readonly pull: (wanted: readonly DashboardJson[]) => Promise<number>
  readonly said: () => string
}

export function grafanaUser(
  { url }: Pick<FakeGrafana, 'url'>,
  token: string = TOKENS.editor,
  signal = new AbortController().signal,
): GrafanaUser {
  let said = ''
  const hear = (text: string): void => {
    said += text
  }
  const io = testIo(hear)
  const grafana = { url, token, options: { timeout: seconds(5), signal } }
  return {
    push: (wanted, isDryRun = false) => pushBoards(wanted, { grafana, isDryRun, message: undefined }, io),
    verify: (wanted, dataSource = 'prometheus') =>
      verifyBoards(wanted, { grafana, dataSource, scrapeSeconds: 15, now: 1_770_292_800 }, io),
    pull: wanted => pullBoards(wanted, grafana, io),
    said: () => said,
  }
}
