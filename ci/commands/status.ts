import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { momentText } from '../../lib/text/moment-text.ts'
import { hiding, type Notice } from '../../services/stack/contract/notice.ts'
import { type Page, titleNow } from '../../services/stack/contract/page.ts'
import { createStackClient } from '../../services/stack/control/stack-client.ts'
import type { StatusDocument } from '../../services/stack/control/status-document.ts'
import { whereText } from '../../services/stack/view/where-text.ts'
import { lateText } from '../../slo/report/late-text.ts'
import { percentText } from '../../slo/report/percent.ts'
import { recoveryText } from '../../slo/report/recovery-text.ts'
import { CLUSTER_OPTION, inCluster } from '../stack/in-cluster.ts'
import { FOLDER_OPTION, withRunningStack } from '../stack/with-stack.ts'
import { showStatusPage } from './cluster-status.ts'

/** `npm run status`. */
const STATUS = defineCommand({
  name: 'npm run status',
  summary: 'show the state of the running stack, or of the installation in a cluster',
  help: {
    uses: [
      ['npm run status', 'for people'],
      ['npm run status -- --json', 'for programs'],
      ['npm run status -- --cluster', 'what the status page in the cluster says'],
    ],
  },
  options: {
    json: { type: 'boolean', help: 'one JSON document: parts, slos, faultDomain, pagesFiring' },
    folder: FOLDER_OPTION,
    cluster: CLUSTER_OPTION,
  },
  exits: {
    good: 'shown, and known',
    bad: 'the stack runs and does not answer, or the cluster cannot be asked',
    blind: 'no stack runs, or its pages or figures are unknown',
  },
  run: ({ values }, io) => {
    if (values.cluster !== undefined)
      return inCluster(values.cluster, 'status', io, url => showStatusPage(url, values.json, io))
    return withRunningStack(values.folder, io, async state => {
      const status = await createStackClient(state, io.signal).status()
      io.stdout(values.json ? `${JSON.stringify(status, undefined, 2)}\n` : statusText(status, io.now()))
      return status.areFiguresKnown && status.arePagesKnown ? EXIT.good : EXIT.blind
    })
  },
})

export const main = STATUS.run

/** The status for people; what is not known says so. */
function statusText(status: StatusDocument, now: Date): string {
  const shown = (text: string) => (status.areFiguresKnown ? text : `blind (was ${text})`)
  const ratio = (value: number | null, digits: number) => (value === null ? 'blind' : shown(percentText(value, digits)))
  const parts = status.parts.map(
    ({ name, state, url, pid, note, problem }) =>
      `  ${name.padEnd(14)} ${state.padEnd(12)} ${String(pid ?? '-').padStart(7)}  ${url}${note === undefined ? '' : `  (${note})`}${problem === undefined ? '' : `  ${problem}`}`,
  )
  const slos = status.slos.map(slo =>
    [
      `  ${slo.id.padEnd(28)}`,
      `objective ${percentText(slo.objective)}`,
      `SLI 1 h ${ratio(slo.sli, 3)}`,
      `budget left ${ratio(slo.budgetRemaining, 1)}`,
      `burn 1 h ${slo.burnRate1h === null ? 'blind' : shown(`${slo.burnRate1h.toFixed(1)}×`)}`,
    ].join('  '),
  )
  const firing = status.pagesFiring.map(
    page => `  ${page.severity.toUpperCase()}  ${titleNow(page)}${saidAt(page, now)}`,
  )
  return `${[
    status.siteUrl,
    ...parts,
    ...(slos.length === 0 ? ['  blind: no SLO has been evaluated yet'] : slos),
    ...status.slos.flatMap(({ id, countedLate }) =>
      countedLate === null ? [] : [`  ${id}: ${lateText(countedLate)}`],
    ),
    ...status.slos.flatMap(({ id, burnRate5m, burnRate1h }) => {
      const goodSince = status.goodSince[id]
      return goodSince === undefined
        ? []
        : [`  ${id} recovers: ${recoveryText({ goodSince, burnRate5m, burnRate1h }, now)}`]
    }),
    `  fault domain ${domainText(status, now)}`,
    ...firing,
    ...pagesLine(status),
    ...status.notices.filter(notice => !hidesPages(notice)).map(({ text }) => `  note: ${text}`),
  ].join('\n')}\n`
}

/** The figures in a title are of the moment that they were said at. */
function saidAt(page: Page, now: Date): string {
  return page.saidAt === undefined ? '' : ` (as of ${momentText(new Date(page.saidAt), now)})`
}

/** The hop; while Prometheus says nothing of now, what the prober itself says of it. */
function domainText(status: StatusDocument, now: Date): string {
  const { faultDomain, faultInstances, failingInstances, isSlow, routes, faultEnded, proberSays } = status
  if (faultDomain !== null) {
    const past = faultEnded === null ? undefined : { faultDomain: faultEnded.faultDomain, until: faultEnded.at }
    const [instances, failing] = [faultInstances ?? undefined, failingInstances ?? undefined]
    return whereText({ faultDomain, instances, failing, isSlow, routes: routes ?? undefined, past }, now)
  }
  return proberSays === null ? 'blind' : `blind; the prober itself says ${proberSays.faultDomain}`
}

const hidesPages = (notice: Notice): boolean => hiding([notice], 'pages').length > 0

/** Whether a page fires beside those that are listed; silence says so only while pages can arrive. */
function pagesLine({ arePagesKnown, notices, pagesFiring }: StatusDocument): readonly string[] {
  if (arePagesKnown) return pagesFiring.length === 0 ? ['  no page fires'] : []
  const reasons = hiding(notices, 'pages').map(({ text }) => text)
  return [`  ${pagesFiring.length === 0 ? '' : 'other '}pages: unknown, ${reasons.join('; ')}`]
}
