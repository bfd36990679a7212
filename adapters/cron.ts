import { createRequire } from 'node:module'
import type * as nodeCron from 'node-cron'
import { type Duration, milliseconds } from '../lib/duration.ts'

const require = createRequire(import.meta.url)

/** Loaded with the first expression: most definitions have none, and each thread would pay for it. */
function cron(): typeof nodeCron {
  return require('node-cron')
}

/** What is wrong with a cron expression in words; undefined when it is good. */
export function cronMistake(expression: string): string | undefined {
  const { valid, errors } = cron().validateDetailed(expression)
  return valid ? undefined : errors.map(({ message }) => message).join('; ')
}

const tasks = new Map<string, nodeCron.ScheduledTask>()

/** A task that never starts: it is only asked for its times. */
function taskOf(expression: string): nodeCron.ScheduledTask {
  const known = tasks.get(expression)
  if (known !== undefined) return known
  const task = cron().createTask(expression, () => undefined)
  tasks.set(expression, task)
  return task
}

/** The first slot from now on that is later than `after`, in milliseconds since 1970; fields are in the process' time zone. */
export function nextCron(expression: string, after: number): number {
  const next = taskOf(expression)
    .getNextRuns(3)
    .find(run => run.getTime() > after)
  return next?.getTime() ?? Number.POSITIVE_INFINITY
}

/** Slots longer ago than this are left out. */
const LONGEST_LOOK_BACK_MS = 86_400_000

/** The slots after one time, up to and with another that is not in the future; milliseconds since 1970. */
export function cronBetween(expression: string, after: number, until: number): readonly number[] {
  const first = Math.floor(Math.max(after, until - LONGEST_LOOK_BACK_MS) / 1000 + 1) * 1000
  const slots: number[] = []
  for (let second = first; second <= until; second += 1000) if (cronMatches(expression, second)) slots.push(second)
  return slots
}

/** How many slots the least interval is searched in. */
const SLOTS_LOOKED_AT = 120

/** The least distance of two slots, as far as the next hundred show. */
export function cronInterval(expression: string): Duration {
  const runs = taskOf(expression).getNextRuns(SLOTS_LOOKED_AT)
  return milliseconds(Math.min(...runs.slice(1).map((run, index) => run.getTime() - (runs[index]?.getTime() ?? 0))))
}

/** Whether an expression matches a second; `at` in milliseconds since 1970. */
export function cronMatches(expression: string, at: number): boolean {
  return taskOf(expression).match(new Date(at))
}
