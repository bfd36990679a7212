import { pause } from '../../adapters/pause.ts'
import { startProcess } from '../../adapters/processes/processes.ts'
import { UIDS } from '../../dashboards/panels/link.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { milliseconds, seconds } from '../../lib/duration.ts'
import type { Slo } from '../../slo/core/model.ts'
import type { Page } from './contract/page.ts'
import { type ControlServer, startControl } from './control/control.ts'
import { readFaultDomain } from './control/fault-domain.ts'
import { watchFaults } from './control/fault-watch.ts'
import { faultOf, withOwnFaults } from './control/own-faults.ts'
import { createPageStore, type PageStore } from './control/page-store.ts'
import { statusDocument } from './control/status-document.ts'
import { watchFigures } from './control/watch.ts'
import { createDrillSwitch, type DrillSwitch } from './drill/drill-switch.ts'
import { refundBudget } from './drill/refund-budget.ts'
import { createRefunds } from './drill/refunds.ts'
import { createStackBreaks } from './drill/stack-breaks.ts'
import type { StackIo } from './io.ts'
import { type KeptState, openKeptState } from './kept-state.ts'
import { type Losses, rememberLoss, watchLosses } from './losses/watch-losses.ts'
import { momentOf, type Shown } from './moment.ts'
import { probeEnvironment } from './parts/prober.ts'
import { accessUrl, closeAccess } from './plan/access.ts'
import type { StartArguments } from './plan/arguments.ts'
import type { Part } from './plan/part.ts'
import { localUrl, type StackPlan, siteUrl } from './plan/plan.ts'
import { boundLogs } from './supervise/logs.ts'
import { createStackMetrics } from './supervise/metrics.ts'
import type { PidFiles } from './supervise/pid-files.ts'
import { removeState, writeState } from './supervise/state-file.ts'
import { type Supervisor, type SupervisorEvents, superviseParts } from './supervise/supervisor.ts'
import { createReporter, type Reporter } from './view/reporter.ts'
import type { Terminal } from './view/terminal.ts'
import { type Oversight, oversee } from './watchers/oversight.ts'

/** A stack that is prepared and may start. */
export interface RunInput {
  readonly plan: StackPlan
  readonly parts: readonly Part[]
  readonly slos: readonly Slo[]
  readonly start: StartArguments
  readonly terminal: Terminal
  readonly pidFiles: PidFiles
  readonly io: StackIo
}

/** How often the live table is redrawn. */
const REDRAW = seconds(1)
const REDRAW_AT_START = milliseconds(200)
/** The command that runs a drill renews its lease four times a second; without a renewal for this long the stack heals. */
const DRILL_LEASE = seconds(15)

/** Starts the parts, shows them, and stops them again; gives the exit code. */
export async function runStack(input: RunInput): Promise<GoodOrBad> {
  const { plan, parts, io, pidFiles } = input
  const opened = (port: number) => accessUrl(localUrl(port), plan.access)
  const kept = await openKeptState(plan.folder, io.now)
  const store = createPageStore(kept.pages, io.now)
  const reporter = reporterOf(input)
  const supervisor = superviseParts(
    parts,
    {
      pidFiles,
      start: process => startProcess(process, plan.programs.setpriv),
      monotonic: io.monotonic,
      now: io.now,
      pause,
    },
    supervisorEvents(reporter, kept, io.now),
  )
  const refund = (from: Date, to: Date) => refundBudget(opened(plan.ports.prometheus), input.slos, from, to, io.now)
  const refunds = createRefunds({ kept: kept.refunds, now: io.now, refund, report: reporter.drill.problem })
  const drills = createDrillSwitch({
    ...createStackBreaks(plan, parts, supervisor, io.now),
    lease: DRILL_LEASE,
    now: io.now,
    refunds,
    report: reporter.drill,
  })
  const ending = new AbortController()
  const over = AbortSignal.any([io.signal, ending.signal])
  let control: ControlServer | undefined
  try {
    const figures = watchFigures(opened(plan.ports.prometheus), io.monotonic, over)
    const faults = watchFaults(opened(plan.ports.prober), io.now, over)
    const logs = boundLogs(parts, reporter.warning, over)
    const { oversight, losses } = startOversight(input, kept, store, drills, supervisor, reporter, over)
    const shown = { supervisor, drills, refunds, store, reporter, figures: figures.current, faults, oversight, over }
    control = await openControl(input, shown)
    const exitCode = await show(input, shown)
    ending.abort()
    await Promise.all([figures.ended, faults.ended, logs, oversight.ended, losses.ended])
    return exitCode
  } finally {
    ending.abort()
    reporter.stopping()
    await control?.close()
    const began = io.monotonic()
    await supervisor.stop()
    await Promise.all([removeState(plan.folder), closeAccess(plan.folder)])
    reporter.stopped(io.monotonic() - began)
  }
}

/** The view of the stack in the terminal, with the addresses that a person opens. */
function reporterOf({ plan, terminal, start, io }: RunInput): Reporter {
  const { ports, certificates, programs } = plan
  return createReporter({
    terminal,
    siteUrl: siteUrl(plan),
    statusUrl: `${localUrl(ports.status)}/`,
    caFile: certificates.caFile,
    folder: start.folder,
    boardsUrl: programs.grafana === undefined ? undefined : `${localUrl(ports.grafana)}/d/${UIDS.home}`,
    startedAt: io.monotonic(),
    monotonic: io.monotonic,
    now: io.now,
  })
}

/** What happens to the parts is reported, and what they go on without is remembered. */
function supervisorEvents(reporter: Reporter, { measured }: KeptState, now: () => Date): SupervisorEvents {
  return {
    changed: reporter.partChanged,
    died: reporter.partDied,
    warning: reporter.warning,
    dataSetAside(text) {
      reporter.warning(text)
      rememberLoss(measured, { kind: 'set-aside', until: now().toISOString(), text })
    },
  }
}

/** Watches what watches, and what is missing from the figures, and says so at the port and in the view. */
function startOversight(
  { plan, io }: RunInput,
  kept: KeptState,
  store: PageStore,
  drills: DrillSwitch,
  supervisor: Supervisor,
  reporter: Reporter,
  over: AbortSignal,
): { readonly oversight: Oversight; readonly losses: Losses } {
  const { ports, folder, access } = plan
  const { now } = io
  const opened = (port: number) => accessUrl(localUrl(port), access)
  const drill = () => {
    const [name, began] = [drills.current(), drills.began()]
    return name === undefined || began === undefined ? undefined : { name, began }
  }
  const prometheus = opened(ports.prometheus)
  const addresses = { prometheus, alertmanager: opened(ports.alertmanager), prober: opened(ports.prober) }
  let losses: Losses | undefined
  const others = () => [...kept.notices(), ...(losses?.notices() ?? [])]
  const oversight = oversee({ addresses, store, drill, others, now, paged: reporter.page }, over)
  const { facts } = oversight
  losses = watchLosses({ folder, kept: kept.measured, facts, supervisor, prometheusUrl: prometheus, now }, over)
  return { oversight, losses }
}

/** Opens the port for Alertmanager, `npm run status` and drills, and writes the state file. */
async function openControl({ plan, io, slos }: RunInput, shown: Shown): Promise<ControlServer> {
  const { supervisor, drills, refunds, store, reporter, faults, over } = shown
  const opened = (port: number) => accessUrl(localUrl(port), plan.access)
  const proberUrl = opened(plan.ports.prober)
  const startedAt = io.now().toISOString()
  const control = await startControl({
    port: plan.ports.control,
    password: plan.access.password,
    status: () =>
      statusDocument({
        siteUrl: siteUrl(plan),
        startedAt,
        ...momentOf(shown, slos, io.now()),
        budgetGivenBackFor: refunds.refundedFor(),
      }),
    pages() {
      const { pages, notices, proberWord: proberSays, goodSince, faults } = momentOf(shown, slos, io.now())
      return { pages, notices, proberSays, goodSince, faults }
    },
    metrics: createStackMetrics(supervisor.statuses, drills.current),
    async notified(notification) {
      const [periods, now] = await Promise.all([faults.ask(), readFaultDomain(proberUrl, over)])
      const page: Page | undefined = await store.take(notification, faultOf(notification, periods, slos, now))
      if (page !== undefined) reporter.page(withOwnFaults(page, periods, slos, store.pages()))
    },
    startDrill: drills.start,
    renewDrill: drills.renew,
    endDrill: drills.end,
  })
  await writeState(plan.folder, {
    pid: process.pid,
    controlUrl: opened(plan.ports.control),
    proberUrl,
    prometheusUrl: opened(plan.ports.prometheus),
    alertmanagerUrl: opened(plan.ports.alertmanager),
    release: plan.release,
    probeEnvironment: probeEnvironment(plan),
  })
  return control
}

/** Redraws until the end; 1 when the parts are not ready in the time a person gave them. */
async function show(input: RunInput, shown: Shown): Promise<GoodOrBad> {
  const { start, io } = input
  const { supervisor, reporter, store, over } = shown
  const began = io.monotonic()
  const earlier = store.pages().filter(({ status }) => status === 'firing')
  let wereReady = false
  while (!over.aborted) {
    const statuses = supervisor.statuses()
    const haveAllBeenReady = statuses.every(status => status.readyAfter !== undefined)
    if (haveAllBeenReady && !wereReady) {
      reporter.allReady(statuses)
      for (const page of earlier) reporter.stillFiring(page)
    }
    wereReady ||= haveAllBeenReady
    if (!haveAllBeenReady && start.readyTimeout !== undefined && io.monotonic() - began > start.readyTimeout) {
      reporter.notReady(statuses, start.readyTimeout)
      return EXIT.bad
    }
    reporter.draw({ ...momentOf(shown, input.slos, io.now()), isReady: haveAllBeenReady })
    await pause(haveAllBeenReady ? REDRAW : REDRAW_AT_START, over)
  }
  return EXIT.good
}
