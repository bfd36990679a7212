import { type Duration, milliseconds, seconds } from '../../../lib/duration.ts'
import { probeOf, type Slo, sloId } from '../../../slo/core/model.ts'
import { PATHS } from '../../prober/contract/names.ts'
import { type OwnRoutes, routesOf } from '../control/own-routes.ts'
import type { LocatedFault } from '../control/page.ts'
import type { DrillDeps, DrillStatus } from './drill-deps.ts'
import { pageDeadline, resolveDeadline } from './promise.ts'
import type { Promised } from './promised.ts'
import { noScore, type Score, scoreLines } from './score.ts'
import { type Seen, watchBreak } from './watch-break.ts'
import { type Healed, watchHealing } from './watch-healing.ts'

const POLL = milliseconds(250)
/** Until a stack that has just started is well. */
const READY_WITHIN = seconds(90)

/** Breaks, watches, heals, and watches again; the score says whether what was promised came, in time, and nothing else. */
export async function runDrill(name: string, drill: Promised, deps: DrillDeps): Promise<Score> {
  const { client } = deps
  const status = await readyStatus(drill, deps)
  if (status === undefined) return noScore(name)
  const asked = deps.now()
  const started = (await client.startDrill(name))?.getTime() ?? asked
  const report = (line: string): void =>
    deps.say(`+${((deps.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`)
  report(drill.says)
  let seen: Seen
  try {
    seen = await watchBreak({ drill, started, report, ask: () => ownFault(drill, deps) }, deps)
  } finally {
    await client.endDrill()
  }
  const outage = milliseconds(deps.now() - started)
  report('healed')
  const isToResolve = seen.page !== undefined || (drill.isSilent === true && !deps.signal.aborted)
  if (!isToResolve && deps.signal.aborted) {
    const budget =
      deps.isSpentForGood === true ? 'what was spent stays spent' : 'the stack refunds the budget in five minutes'
    report(`a page may still come; ${budget}`)
  }
  const healing = { drill, started, outage, page: seen.page, report, before: status, ask: () => ownFault(drill, deps) }
  const healed = isToResolve ? await watchHealing(healing, deps) : undefined
  const score = scoreOf(name, drill, deps, { seen, outage, healed })
  // What was cut short neither kept its promise nor broke it.
  if (deps.signal.aborted) return { ...score, isInterrupted: true }
  for (const line of scoreLines(score)) deps.say(line)
  return score
}

interface Course {
  readonly seen: Seen
  readonly outage: Duration
  readonly healed: Healed | undefined
}

/** What was seen, beside what was promised. */
function scoreOf(
  name: string,
  drill: Promised,
  { slos, isSpentForGood }: DrillDeps,
  { seen, outage, healed }: Course,
): Score {
  const { isPageRight, isDomainRight, isTicketRight, loud, page: _page, ...times } = seen
  const pageDue = pageDeadline(drill, slos)
  const promised = drill.isSilent === true ? [] : drill.slos
  return {
    name,
    isGood: isPageRight && isDomainRight && isTicketRight && loud.length === 0 && healed?.isGood === true,
    ...times,
    ...(pageDue === undefined ? {} : { pageDue }),
    ...(drill.ticket === undefined ? {} : { ticketDue: drill.ticket.within }),
    ...(isSpentForGood === undefined ? {} : { isSpentForGood }),
    healedAfter: outage,
    ...(healed?.resolvedAfter === undefined ? {} : { resolvedAfter: healed.resolvedAfter }),
    ...(drill.isSilent === true ? {} : { resolveDue: resolveDeadline(drill, slos, outage) }),
    ...(healed?.budgetSpent === undefined ? {} : { budgetSpent: healed.budgetSpent }),
    silent: loud.length > 0 ? [] : slos.map(sloId).filter(id => !promised.includes(id)),
    loud,
  }
}

/** The status of a healthy stack; undefined, with the reason reported, when a drill would prove nothing. */
async function readyStatus(drill: Promised, deps: DrillDeps): Promise<DrillStatus | undefined> {
  const { client, say, now, pause, signal } = deps
  const deadline = now() + READY_WITHIN
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
function ownFault(drill: Promised, { client, slos }: DrillDeps): Promise<LocatedFault | undefined> {
  return client.faultOn(drill.isSilent === true ? everyPath(drill, slos) : routesOf(slos, drill.slos))
}

/** Every way to the site: a fault that visitors do not see is found where the prober asks a hop directly. */
function everyPath(drill: Promised, slos: readonly Slo[]): OwnRoutes {
  const own = slos.filter(slo => drill.slos.includes(sloId(slo))).flatMap(slo => probeOf(slo) ?? [])
  return {
    routes: new Set(own.flatMap(({ probe }) => PATHS.map(path => `${probe} ${path}`))),
    timed: new Set(own.map(({ probe }) => probe)),
  }
}

/** Why breaking this stack would prove nothing; undefined when it would. */
function unwell({ isReady, slos, faultDomain }: DrillStatus, own: LocatedFault | undefined): string | undefined {
  if (!isReady) return 'not all parts are ready'
  if (slos.length === 0) return 'no SLO has been evaluated yet'
  // Something else than what the drill is about may fail all the time.
  if (faultDomain === 'none' || (faultDomain !== null && own?.domain === 'none')) return undefined
  return `the fault domain is ${faultDomain ?? 'not known yet'}`
}
