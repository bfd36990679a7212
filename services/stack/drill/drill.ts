import { type Duration, humanDuration, milliseconds, minutes, seconds } from '../../../lib/duration.ts'
import { probeOf, type Slo } from '../../../slo/core/model.ts'
import type { Page } from '../contract/page.ts'
import { routesOf } from '../control/own-routes.ts'
import { describePage, type LocatedFault } from '../control/page.ts'
import type { StackClient } from '../control/stack-client.ts'
import type { StatusDocument } from '../control/status-document.ts'
import {
  type Drill,
  FAULT_DOMAIN_DEADLINE,
  firstToPage,
  pageDeadline,
  resolveDeadline,
  uncountedTime,
} from './drills.ts'

/** What a drill needs to run and to report. */
export interface DrillDeps {
  readonly client: StackClient
  readonly slos: readonly Slo[]
  readonly say: (line: string) => void
  /** Milliseconds since 1970; incidents carry wall-clock times. */
  readonly now: () => number
  /** Resolves after a time, or when the signal aborts. */
  readonly pause: (duration: Duration) => Promise<void>
  readonly signal: AbortSignal
}

const POLL = milliseconds(250)
/** No probe that is under way began earlier than this. */
const LONGEST_PROBE = minutes(1)
/** The stack writes down the beginning a moment after this command did; an earlier drill began much earlier. */
const CLOCKS_APART = seconds(1)

/** Breaks, watches, heals, and watches again; true when the right hop was named and the page came and went in time. */
export async function runDrill(name: string, drill: Drill, deps: DrillDeps): Promise<boolean> {
  const { client } = deps
  const status = await readyStatus(drill, deps)
  if (status === undefined) return false
  const started = deps.now()
  const report = (line: string): void =>
    deps.say(`+${((deps.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`)
  await client.startDrill(name)
  report(drill.says)
  let outcome: Outcome
  try {
    outcome = await watchBreak(drill, started, report, deps)
  } finally {
    await client.endDrill()
  }
  const outage = milliseconds(deps.now() - started)
  report('healed')
  if (outcome.page === undefined) {
    if (deps.signal.aborted) report('a page may still come; the stack refunds the budget in five minutes')
    return false
  }
  const isResolved = await watchHealing(drill, { started, outage, page: outcome.page }, report, deps)
  return outcome.isDomainRight && isResolved
}

/** The status of a healthy stack; undefined, with the reason reported, when a drill would prove nothing. */
async function readyStatus(drill: Drill, deps: DrillDeps): Promise<StatusDocument | undefined> {
  const { client, say, now, pause, signal } = deps
  const deadline = now() + seconds(90)
  let problem: string | undefined
  while (now() < deadline && !signal.aborted) {
    const status = await client.status()
    if (status.drill !== null) {
      say(`The drill "${status.drill}" is under way`)
      return undefined
    }
    const firing = status.pagesFiring.find(({ severity }) => severity === 'page')
    if (firing !== undefined) {
      say(`A page already fires (${firing.title}): wait until it is resolved`)
      return undefined
    }
    const next = unwell(status, await ownFault(drill, deps))
    if (next === undefined) return status
    if (next !== problem) say(`waiting for a healthy start: ${next}`)
    problem = next
    await pause(POLL)
  }
  say(signal.aborted ? 'interrupted' : `The stack is not well enough to be broken on purpose: ${problem}`)
  return undefined
}

/** Where the fault is that the probes of the drill's SLOs have; what a target has that is none of them is no part of it. */
function ownFault(drill: Drill, { client, slos }: DrillDeps): Promise<LocatedFault | undefined> {
  return client.faultOn(routesOf(slos, drill.slos))
}

/** Why breaking this stack would prove nothing; undefined when it would. */
function unwell({ isReady, slos, faultDomain }: StatusDocument, own: LocatedFault | undefined): string | undefined {
  if (!isReady) return 'not all parts are ready'
  if (slos.length === 0) return 'no SLO has been evaluated yet'
  // Something else than what the drill is about may fail all the time.
  if (faultDomain === 'none' || (faultDomain !== null && own?.domain === 'none')) return undefined
  return `the fault domain is ${faultDomain ?? 'not known yet'}`
}

interface Outcome {
  readonly isDomainRight: boolean
  readonly page: Page | undefined
}

type Report = (line: string) => void

/** Reports the first failed probe, the fault domain and the page as they come. */
async function watchBreak(drill: Drill, started: number, report: Report, deps: DrillDeps): Promise<Outcome> {
  const { client, slos, now, pause, signal } = deps
  let deadline = pageDeadline(drill, slos) ?? seconds(120)
  let isPutOff = false
  const isDue = async (): Promise<boolean> => {
    if (now() - started < deadline) return false
    const later = isPutOff ? 0 : await uncounted(drill, deadline, deps)
    isPutOff = true
    if (later === 0) return true
    deadline = milliseconds(deadline + later)
    report(`probes for ${humanDuration(milliseconds(later))} were not counted: the page may come so much later`)
    return false
  }
  report(
    `the page is due within ${humanDuration(deadline)}, by the formula of the alert windows and the alerting delays`,
  )
  // A slot before the break can still fail by it, so failures are distinguished by their ids and not by their times.
  const lately = new Date(started - LONGEST_PROBE)
  const before = new Set(await client.failuresSince(lately))
  let hasFailed = false
  let domain: string | undefined
  let isDomainLate = false
  while (!signal.aborted && !(await isDue())) {
    if (!hasFailed && (await client.failuresSince(lately)).some(id => !before.has(id))) {
      hasFailed = true
      report('the first probe failed')
    }
    const faultDomain = await ownFault(drill, deps)
    if (faultDomain !== undefined && faultDomain.domain !== 'none' && faultDomain.domain !== domain) {
      domain = faultDomain.domain
      report(`fault domain: ${domain}${domain === drill.faultDomain ? '' : ` (expected ${drill.faultDomain})`}`)
      for (const line of faultDomain.evidence) report(`  ${line}`)
    }
    if (!isDomainLate && domain !== drill.faultDomain && now() - started > FAULT_DOMAIN_DEADLINE) {
      isDomainLate = true
      report(`the prober has not named ${drill.faultDomain} within ${humanDuration(FAULT_DOMAIN_DEADLINE)}`)
    }
    await client.renewDrill()
    const page = (await client.pages()).find(candidate => isOurs(candidate, drill, started))
    if (page !== undefined) {
      report('the page fired:')
      for (const line of describePage(page)) report(`  ${line}`)
      return { isDomainRight: !isDomainLate && domain === drill.faultDomain, page }
    }
    await pause(POLL)
  }
  report(signal.aborted ? 'interrupted' : `no page came within ${humanDuration(deadline)}`)
  return { isDomainRight: false, page: undefined }
}

/** For how long no probes were counted that the first of the drill's pages is made of. */
async function uncounted(drill: Drill, waited: Duration, { client, slos }: DrillDeps): Promise<Duration> {
  const first = firstToPage(drill, slos)
  const probe = first && probeOf(first)
  if (first === undefined || probe === undefined) return milliseconds(0)
  const counted = await client.countedWithin([probe], waited)
  return counted === undefined ? milliseconds(0) : uncountedTime(first, waited, counted)
}

function isOurs(page: Page, drill: Drill, started: number): boolean {
  // Alertmanager's times are Prometheus' evaluation times, which are a part of an interval older than the page.
  const isNew = Date.parse(page.startedAt) > started - seconds(15)
  return isNew && page.severity === 'page' && page.status === 'firing' && page.slos.some(id => drill.slos.includes(id))
}

interface Incident {
  readonly started: number
  readonly outage: Duration
  readonly page: Page
}

/** Reports when every hop answers again, when the budget is refunded, and when the page is resolved. */
async function watchHealing(
  drill: Drill,
  { started, outage, page }: Incident,
  report: Report,
  deps: DrillDeps,
): Promise<boolean> {
  const { client, slos, now, pause, signal } = deps
  const healed = started + outage
  const deadline = resolveDeadline(drill, slos, outage)
  report(`the page should resolve within ${humanDuration(deadline)}, when the outage has left its short window`)
  let isCalm = false
  let isGivenBack = false
  while (!signal.aborted && now() - healed < deadline) {
    if (!isCalm && (await ownFault(drill, deps))?.domain === 'none') {
      isCalm = true
      report('fault domain: none')
    }
    const { budgetGivenBackFor } = await client.status()
    if (!isGivenBack && budgetGivenBackFor !== null && Date.parse(budgetGivenBackFor) > started - CLOCKS_APART) {
      isGivenBack = true
      report(`the budget is refunded: nothing of the drill counts in a window of an hour or more`)
    }
    const current = (await client.pages()).find(candidate => candidate.id === page.id)
    if (current?.status === 'resolved') {
      report('the page is resolved')
      if (!isGivenBack) report('the budget is refunded in a few minutes, if the stack runs until then')
      return true
    }
    await pause(POLL)
  }
  report(signal.aborted ? 'interrupted' : `the page is not resolved within ${humanDuration(deadline)}`)
  return false
}
