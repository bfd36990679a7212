import { type Duration, humanDuration, milliseconds, seconds } from '../../../lib/duration.ts'
import { momentText } from '../../../lib/text/moment-text.ts'
import type { Page } from '../contract/page.ts'
import { describePage } from '../control/page.ts'
import type { StackMoment } from '../control/stack-moment.ts'
import type { DrillEvents } from '../drill/drill-switch.ts'
import { commandIn, inShell } from '../plan/command-hint.ts'
import type { PartStatus } from '../supervise/part-status.ts'
import { areFiguresOld } from './notice-lines.ts'
import type { StackView } from './stack-view.ts'
import type { Terminal } from './terminal.ts'
import { logLines, partLine, viewLines } from './view.ts'

/** What is drawn in one frame. */
export interface Frame extends StackMoment {
  readonly isReady: boolean
}

/** Reports what the stack does, on a terminal or in a log file. */
export interface Reporter {
  partChanged(status: PartStatus): void
  partDied(name: string, how: string, lastLines: readonly string[]): void
  page(page: Page): void
  /** A page of an earlier run that has not ended. */
  stillFiring(page: Page): void
  readonly drill: DrillEvents
  /** Something is amiss that stops nothing. */
  warning(text: string): void
  allReady(statuses: readonly PartStatus[]): void
  notReady(statuses: readonly PartStatus[], timeout: Duration): void
  draw(frame: Frame): void
  stopping(): void
  stopped(tookMilliseconds: number): void
}

export interface ReporterDeps {
  readonly terminal: Terminal
  readonly siteUrl: string
  /** The status page that is no part of the site. */
  readonly statusUrl: string
  readonly caFile: string
  readonly folder: string
  /** Where the boards are; undefined without Grafana. */
  readonly boardsUrl: string | undefined
  readonly startedAt: number
  readonly monotonic: () => number
  readonly now: () => Date
}

/** A log file gets the figures this often, and whenever the fault domain changes. */
const PLAIN_INTERVAL = seconds(60)

/** The last lines of a part that keeps dying are quoted this often; after that only its state is reported. */
const QUOTED_DEATHS = 3

/** A reporter on a terminal or a log file. */
export function createReporter(deps: ReporterDeps): Reporter {
  const { terminal } = deps
  const { paint, say } = terminal
  const since = (): Duration => milliseconds(deps.monotonic() - deps.startedAt)
  const plain = createLogReporter(deps)
  const deaths = new Map<string, number>()
  return {
    partChanged(status) {
      // A terminal shows states in its live block; a log file needs a line for each.
      if (!terminal.isLive) say([partLine(status, paint).trim()])
    },
    partDied(name, how, lastLines) {
      const times = (deaths.get(name) ?? 0) + 1
      deaths.set(name, times)
      if (times > QUOTED_DEATHS) return
      const quoted = lastLines.map(line => paint('dim', `    ${name} | ${line}`))
      say([paint('bad', `✗ ${name} ended (${how}) and is started again; its last lines:`), ...quoted])
    },
    page: page => say(['', ...describePage(page), '']),
    stillFiring: page => say(stillFiringLines(page, deps.now())),
    drill: reportDrill(terminal),
    warning: text => say([paint('warn', text)]),
    allReady(statuses) {
      const lines = terminal.isLive ? statuses.map(status => partLine(status, paint)) : []
      say([...lines, '', `all parts ready after ${humanDuration(since())}`, ...whereToLook(deps), ''])
    },
    notReady(statuses, timeout) {
      const missing = statuses.filter(status => status.readyAfter === undefined)
      const reasons = missing.map(({ name, state, problem }) => `  ${name}: ${state}${problem ? `, ${problem}` : ''}`)
      say([paint('bad', `not ready within ${humanDuration(timeout)}:`), ...reasons])
    },
    draw({ figures, isReady, ...moment }) {
      const { siteUrl, folder } = deps
      const around = { siteUrl, folder, runningFor: since(), now: deps.now(), columns: terminal.columns() }
      const view: StackView = { ...moment, ...figures, ...around }
      if (!terminal.isLive) plain(view, isReady)
      else if (isReady) terminal.live(viewLines(view, paint))
      else terminal.live(view.parts.map(part => partLine(part, paint)))
    },
    stopping() {
      terminal.end()
      say(['stopping'])
    },
    stopped: took => say([`everything stopped after ${humanDuration(milliseconds(took))}`]),
  }
}

function stillFiringLines(page: Page, now: Date): readonly string[] {
  const since = momentText(new Date(page.startedAt), now)
  const said = page.saidAt === undefined ? 'then' : `at ${momentText(new Date(page.saidAt), now)}`
  return ['', `still firing since ${since}; what was said ${said}:`, ...describePage(page), '']
}

function reportDrill({ paint, say }: Terminal): DrillEvents {
  return {
    began: name => say([paint('warn', `drill "${name}" begins: something breaks on purpose`)]),
    ended: name => say([`drill "${name}" is over`]),
    abandoned(name, problem) {
      const end = problem === undefined ? 'it was healed' : `it could not be healed: ${problem}`
      say([paint('warn', `the command that ran the drill "${name}" is gone: ${end}`)])
    },
    problem: text => say([paint('warn', text)]),
  }
}

function whereToLook(deps: ReporterDeps): readonly string[] {
  return [
    `  status page  ${deps.siteUrl}`,
    `  also at      ${deps.statusUrl}, where it is when the site is not, as in a drill`,
    `  from a shell curl --cacert ${inShell(deps.caFile)} ${deps.siteUrl}`,
    ...(deps.boardsUrl !== undefined
      ? [`  dashboards   ${deps.boardsUrl}`]
      : [
          `  dashboards   ${deps.siteUrl}dashboards, a preview drawn by the status page`,
          '  Grafana      not installed: put it on PATH or name its folder with GRAFANA_HOME, and start again',
        ]),
    `  break it     ${commandIn(deps.folder, 'drill', 'ingress-down')}`,
  ]
}

/** Lines for a log file: the figures every minute, the fault domain whenever it changes, and notices as they come and go. */
function createLogReporter({ terminal, monotonic }: ReporterDeps): (view: StackView, isReady: boolean) => void {
  let reportedAt = Number.NEGATIVE_INFINITY
  let reportedDomain: string | undefined
  let reportedNotices: readonly string[] = []
  const reportNotices = (notices: readonly string[]): void => {
    const come = notices.filter(text => !reportedNotices.includes(text)).map(text => `note: ${text}`)
    const gone = reportedNotices.filter(text => !notices.includes(text)).map(text => `no longer: ${text}`)
    reportedNotices = notices
    if (come.length + gone.length > 0) terminal.say([...gone, ...come])
  }
  return (view, isReady) => {
    if (isReady) reportNotices(view.notices.map(({ text }) => text))
    if (!isReady || view.slos.length === 0) return
    const domain = areFiguresOld(view) ? 'blind' : (view.faultDomain ?? 'blind')
    if (domain !== reportedDomain) terminal.say([`fault domain: ${domain}`])
    reportedDomain = domain
    if (monotonic() - reportedAt < PLAIN_INTERVAL) return
    reportedAt = monotonic()
    terminal.say(logLines(view))
  }
}
