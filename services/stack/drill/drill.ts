import { type Duration, humanDuration, milliseconds, seconds } from '../../../lib/duration.ts'
import type { Slo } from '../../../slo/core/model.ts'
import type { Page } from '../contract/page.ts'
import { describePage } from '../control/page.ts'
import type { StackClient } from '../control/stack-client.ts'
import type { StatusDocument } from '../control/status-document.ts'
import { type Drill, FAULT_DOMAIN_DEADLINE, pageDeadline, resolveDeadline } from './drills.ts'

/** What a drill needs to run and to tell. */
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
/** The stack writes down the beginning a moment after this command did; an earlier drill began much earlier. */
const CLOCKS_APART = seconds(1)

/** Breaks, watches, heals, and watches again; true when the right hop was named and the page came and went in time. */
export async function runDrill(name: string, drill: Drill, deps: DrillDeps): Promise<boolean> {
  const { client } = deps
  const status = await readyStatus(deps)
  if (status === undefined) return false
  const started = deps.now()
  const tell = (line: string): void => deps.say(`+${((deps.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`)
  await client.startDrill(name)
  tell(drill.says)
  let outcome: Outcome
  try {
    outcome = await watchBreak(drill, status, started, tell, deps)
  } finally {
    await client.endDrill()
  }
  const outage = milliseconds(deps.now() - started)
  tell('healed')
  if (outcome.page === undefined) {
    if (deps.signal.aborted) tell('a page may still come; the stack gives the budget back in five minutes')
    return false
  }
  const isResolved = await watchHealing(drill, status, { started, outage, page: outcome.page }, tell, deps)
  return outcome.isDomainRight && isResolved
}

/** The status of a stack that is well; undefined, with the reason told, when a drill would prove nothing. */
async function readyStatus({ client, say, now, pause, signal }: DrillDeps): Promise<StatusDocument | undefined> {
  const deadline = now() + seconds(90)
  let problem: string | undefined
  while (now() < deadline && !signal.aborted) {
    const status = await client.status()
    if (status.drill !== null) {
      say(`The drill "${status.drill}" is under way`)
      return undefined
    }
    if (status.pagesFiring.length > 0) {
      say(
        `A page already fires (${status.pagesFiring[0]?.title}): wait until it is resolved, or \`npm start -- --fresh\``,
      )
      return undefined
    }
    const next = unwell(status)
    if (next === undefined) return status
    if (next !== problem) say(`waiting for a healthy start: ${next}`)
    problem = next
    await pause(POLL)
  }
  say(signal.aborted ? 'interrupted' : `The stack is not well enough to be broken on purpose: ${problem}`)
  return undefined
}

/** Why breaking this stack would prove nothing; undefined when it would. */
function unwell({ isReady, slos, faultDomain }: StatusDocument): string | undefined {
  if (!isReady) return 'not all parts are ready'
  if (slos.length === 0) return 'no SLO has been evaluated yet'
  return faultDomain === 'none' ? undefined : `the fault domain is ${faultDomain ?? 'not known yet'}`
}

interface Outcome {
  readonly isDomainRight: boolean
  readonly page: Page | undefined
}

type Tell = (line: string) => void

/** Tells the first failed probe, the faultDomain and the page as they come. */
async function watchBreak(
  drill: Drill,
  status: StatusDocument,
  started: number,
  tell: Tell,
  { client, slos, now, pause, signal }: DrillDeps,
): Promise<Outcome> {
  const prober = urlOf(status, 'prober')
  const deadline = pageDeadline(drill, slos) ?? seconds(120)
  tell(`the page is due within ${humanDuration(deadline)}, by the alert windows' formula and the way of the alert`)
  const failedBefore = await client.failedProbes(prober)
  let hasFailed = false
  let domain: string | undefined
  let isDomainLate = false
  while (!signal.aborted && now() - started < deadline) {
    if (!hasFailed && (await client.failedProbes(prober)) > failedBefore) {
      hasFailed = true
      tell('the first probe failed')
    }
    const faultDomain = await client.faultDomain(prober)
    if (faultDomain !== undefined && faultDomain.domain !== 'none' && faultDomain.domain !== domain) {
      domain = faultDomain.domain
      tell(`fault domain: ${domain}${domain === drill.faultDomain ? '' : ` (expected ${drill.faultDomain})`}`)
      for (const line of faultDomain.evidence) tell(`  ${line}`)
    }
    if (!isDomainLate && domain !== drill.faultDomain && now() - started > FAULT_DOMAIN_DEADLINE) {
      isDomainLate = true
      tell(`the prober has not named ${drill.faultDomain} within ${humanDuration(FAULT_DOMAIN_DEADLINE)}`)
    }
    await client.renewDrill()
    const page = (await client.pages()).find(candidate => isOurs(candidate, drill, started))
    if (page !== undefined) {
      tell('the page fired:')
      for (const line of describePage(page)) tell(`  ${line}`)
      return { isDomainRight: !isDomainLate && domain === drill.faultDomain, page }
    }
    await pause(POLL)
  }
  tell(signal.aborted ? 'interrupted' : `no page came within ${humanDuration(deadline)}`)
  return { isDomainRight: false, page: undefined }
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

/** Tells when the prober is content, when the budget is given back, and when the page ends. */
async function watchHealing(
  drill: Drill,
  status: StatusDocument,
  { started, outage, page }: Incident,
  tell: Tell,
  deps: DrillDeps,
): Promise<boolean> {
  const { client, slos, now, pause, signal } = deps
  const healed = started + outage
  const deadline = resolveDeadline(drill, slos, outage)
  tell(`the page should end within ${humanDuration(deadline)}: its short window has to forget the outage`)
  let isCalm = false
  let isGivenBack = false
  while (!signal.aborted && now() - healed < deadline) {
    if (!isCalm && (await client.faultDomain(urlOf(status, 'prober')))?.domain === 'none') {
      isCalm = true
      tell('fault domain: none')
    }
    const { budgetGivenBackFor } = await client.status()
    if (!isGivenBack && budgetGivenBackFor !== null && Date.parse(budgetGivenBackFor) > started - CLOCKS_APART) {
      isGivenBack = true
      tell(`the budget is given back: nothing since the drill began counts in a window over an hour`)
    }
    const current = (await client.pages()).find(candidate => candidate.id === page.id)
    if (current?.status === 'resolved') {
      tell('the page is resolved')
      if (!isGivenBack) tell('the budget is given back in a few minutes, if the stack runs until then')
      return true
    }
    await pause(POLL)
  }
  tell(signal.aborted ? 'interrupted' : `the page is not resolved within ${humanDuration(deadline)}`)
  return false
}

function urlOf(status: StatusDocument, name: string): string {
  const part = status.parts.find(candidate => candidate.name === name)
  if (part === undefined) throw new RangeError(`The stack has no part "${name}"`)
  return part.url
}
