import { milliseconds, minutes, seconds } from '../../../lib/duration.ts'
import { BASE_WINDOW } from '../../../slo/core/windows.ts'
import { runDrill } from './drill.ts'
import type { DrillDeps, DrillStatus } from './drill-deps.ts'
import type { Drill } from './drills.ts'
import { COUNTED_WITHIN } from './refunds.ts'
import { noScore, type Score } from './score.ts'

const POLL = seconds(1)
/** Six minutes until the time is given back, a minute for the slower sums, and the stack may have been busy. */
const CLEAR_WITHIN = minutes(15)
/** The stack writes down the beginning a moment after this command did; an earlier drill began much earlier. */
const CLOCKS_APART = seconds(1)

/** A drill that is over, by the clock of this command. */
interface Past {
  readonly began: number
  /** When its pages were resolved, or none had come. */
  readonly ended: number
}

/**
 * One drill after the other, each from a stack in which nothing is left of the one before; ends early when it is interrupted.
 * A drill before which the stack does not become clear is not run.
 */
export async function runSeries(drills: Readonly<Record<string, Drill>>, deps: DrillDeps): Promise<readonly Score[]> {
  const scores: Score[] = []
  let past: Past | undefined
  for (const [name, drill] of Object.entries(drills)) {
    deps.say(`${name}:`)
    const isClear = await waitUntilClear(past, deps)
    if (deps.signal.aborted) break
    const began = deps.now()
    const score = isClear ? await runDrill(name, drill, deps) : noScore(name)
    scores.push(score)
    if (score.isInterrupted === true) break
    // One that was not begun leaves nothing to give back.
    past = score.healedAfter === undefined ? undefined : { began, ended: deps.now() }
  }
  return scores
}

/** Waits until nothing is left of the drill before; false, with the reason said, when that does not come. */
async function waitUntilClear(past: Past | undefined, deps: DrillDeps): Promise<boolean> {
  const { client, say, now, pause, signal } = deps
  const deadline = now() + CLEAR_WITHIN
  let left: string | undefined
  while (!signal.aborted) {
    const next = leftOver(await client.status(), past, now())
    if (next === undefined) return true
    if (next !== left) say(`  waiting: ${next}`)
    left = next
    if (now() >= deadline) {
      say(`  not run: ${next}, after ${CLEAR_WITHIN / minutes(1)} minutes`)
      return false
    }
    await pause(milliseconds(POLL))
  }
  return false
}

/** What is left of an earlier drill, in words; undefined when nothing is. */
export function leftOver(status: DrillStatus, past: Past | undefined, now: number): string | undefined {
  const { pagesFiring, slos, drill } = status
  if (drill !== null) return `the drill "${drill}" is under way`
  const page = pagesFiring.find(({ severity }) => severity === 'page')
  if (page !== undefined) return 'a page is not resolved yet'
  if (past !== undefined && now - past.ended < COUNTED_WITHIN) return 'its last failure may not be counted yet'
  const areShortEmpty = slos.every(({ burnRate5m }) => burnRate5m === 0)
  const isOwed = past !== undefined && !isGivenBack(status, past) && !(areShortEmpty && isAllInShort(past, now))
  if (isOwed) return 'its time is not given back to the budget yet'
  if (slos.length === 0 || slos.some(({ burnRate5m }) => burnRate5m === null)) return 'the short windows are not known'
  return areShortEmpty ? undefined : 'the short windows still show failures'
}

function isGivenBack({ budgetGivenBackFor }: DrillStatus, { began }: Past): boolean {
  return budgetGivenBackFor !== null && Date.parse(budgetGivenBackFor) > began - CLOCKS_APART
}

/** Whether the shortest window looks back at the whole drill: where it is empty, nothing was counted that could be given back. */
function isAllInShort({ began }: Past, now: number): boolean {
  return now - began < BASE_WINDOW
}
