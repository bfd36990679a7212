import path from 'node:path'
import { pause } from '../../adapters/pause.ts'
import { startProcess } from '../../adapters/processes/processes.ts'
import { UIDS } from '../../dashboards/panels/link.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { milliseconds, seconds } from '../../lib/duration.ts'
import type { Slo } from '../../slo/core/model.ts'
import type { Page } from './contract/page.ts'
import { type ControlServer, startControl } from './control/control.ts'
import { readFaultDomain } from './control/fault-domain.ts'
import { openPageStore, type PageStore } from './control/page-store.ts'
import { statusDocument } from './control/status-document.ts'
import { type Figures, watchFigures } from './control/watch.ts'
import { createDrillSwitch, type DrillSwitch } from './drill/drill-switch.ts'
import { refundBudget } from './drill/refund-budget.ts'
import type { StackIo } from './io.ts'
import { probeEnvironment } from './parts/prober.ts'
import { WEB_INSTANCES } from './parts/web.ts'
import { accessUrl, closeAccess } from './plan/access.ts'
import type { StartArguments } from './plan/arguments.ts'
import type { Part } from './plan/part.ts'
import { localUrl, type StackPlan, siteUrl } from './plan/plan.ts'
import { boundLogs } from './supervise/logs.ts'
import { createStackMetrics } from './supervise/metrics.ts'
import type { PidFiles } from './supervise/pid-files.ts'
import { removeState, writeState } from './supervise/state-file.ts'
import { type Supervisor, superviseParts } from './supervise/supervisor.ts'
import { createReporter, type Reporter } from './view/reporter.ts'
import type { Terminal } from './view/terminal.ts'

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
  const { plan, parts, io, terminal, pidFiles } = input
  const opened = (port: number) => accessUrl(localUrl(port), plan.access)
  const store = await openPageStore(path.join(plan.folder, 'pages.json'))
  const reporter = createReporter({
    terminal,
    siteUrl: siteUrl(plan),
    caFile: plan.certificates.caFile,
    folder: input.start.folder,
    boardsUrl: plan.programs.grafana === undefined ? undefined : `${localUrl(plan.ports.grafana)}/d/${UIDS.home}`,
    startedAt: io.monotonic(),
    monotonic: io.monotonic,
  })
  const supervisor = superviseParts(
    parts,
    { pidFiles, start: process => startProcess(process, plan.programs.setpriv), monotonic: io.monotonic, pause },
    { changed: reporter.partChanged, died: reporter.partDied, warning: reporter.warning },
  )
  const drills = createDrillSwitch({
    supervisor,
    appUrls: WEB_INSTANCES.map(name => opened(plan.ports[`${name}-internal`])),
    lease: DRILL_LEASE,
    now: io.now,
    refund: (from, to) => refundBudget(opened(plan.ports.prometheus), input.slos, from, to),
    report: reporter.drill,
  })
  const ending = new AbortController()
  const over = AbortSignal.any([io.signal, ending.signal])
  let control: ControlServer | undefined
  try {
    const figures = watchFigures(opened(plan.ports.prometheus), io.monotonic, over)
    const logs = boundLogs(parts, reporter.warning, over)
    control = await openControl(input, { supervisor, drills, store, reporter, figures: figures.current, over })
    const exitCode = await show(input, supervisor, reporter, store, figures.current, drills.current, over)
    ending.abort()
    await Promise.all([figures.ended, logs])
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

interface Controlled {
  readonly supervisor: Supervisor
  readonly drills: DrillSwitch
  readonly store: PageStore
  readonly reporter: Reporter
  readonly figures: () => Figures
  readonly over: AbortSignal
}

/** Opens the port for Alertmanager, `npm run status` and drills, and writes the state file. */
async function openControl({ plan, io }: RunInput, controlled: Controlled): Promise<ControlServer> {
  const { supervisor, drills, store, reporter, figures, over } = controlled
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
        parts: supervisor.statuses(),
        figures: figures(),
        pages: store.pages(),
        drill: drills.current(),
        budgetGivenBackFor: drills.refundedFor(),
      }),
    pages: () => store.pages(),
    metrics: createStackMetrics(supervisor.statuses, drills.current),
    async notified(notification) {
      const faultDomain = await readFaultDomain(proberUrl, over)
      const page: Page | undefined = await store.take(notification, faultDomain)
      if (page !== undefined) reporter.page(page)
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
    probeEnvironment: probeEnvironment(plan),
  })
  return control
}

/** Redraws until the end; 1 when the parts are not ready in the time a person gave them. */
async function show(
  { start, io }: RunInput,
  supervisor: Supervisor,
  reporter: Reporter,
  store: PageStore,
  figures: () => Figures,
  drill: () => string | undefined,
  over: AbortSignal,
): Promise<GoodOrBad> {
  const began = io.monotonic()
  let wereReady = false
  while (!over.aborted) {
    const statuses = supervisor.statuses()
    const haveAllBeenReady = statuses.every(status => status.readyAfter !== undefined)
    if (haveAllBeenReady && !wereReady) reporter.allReady(statuses)
    wereReady ||= haveAllBeenReady
    if (!haveAllBeenReady && start.readyTimeout !== undefined && io.monotonic() - began > start.readyTimeout) {
      reporter.notReady(statuses, start.readyTimeout)
      return EXIT.bad
    }
    reporter.draw({ statuses, figures: figures(), pages: store.pages(), drill: drill(), isReady: haveAllBeenReady })
    await pause(haveAllBeenReady ? REDRAW : REDRAW_AT_START, over)
  }
  return EXIT.good
}
