import { createRequire } from 'node:module'
import type * as nodeCron from 'node-cron'

/** Something that is done at each slot of a cron expression. */
export interface CronJob {
  readonly expression: string
  readonly run: () => void
}

const require = createRequire(import.meta.url)

/** Runs jobs until stopped; they keep no process alive. `report` is given what a job throws. */
export function startCronJobs(jobs: readonly CronJob[], report: (error: unknown) => void): () => void {
  if (jobs.length === 0) return () => undefined
  const { schedule }: typeof nodeCron = require('node-cron')
  const quiet = () => undefined
  const error = (message: string | Error, error?: Error): void => report(error ?? message)
  const tasks = jobs.map(({ expression, run }) =>
    // Its own lines would stand among ours: a job that a busy machine ran late is no news.
    schedule(expression, run, { unref: true, logger: { info: quiet, warn: quiet, debug: quiet, error } }),
  )
  return () => {
    for (const task of tasks) void task.destroy()
  }
}
