import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startCronJobs } from './cron-jobs.ts'

test('a job runs at its slots until it is stopped, and what it throws is reported', async () => {
  const errors: unknown[] = []
  let runs = 0
  const stop = startCronJobs(
    [
      {
        expression: '* * * * * *',
        run() {
          runs += 1
        },
      },
      {
        expression: '* * * * * *',
        run: () => {
          throw new TypeError('on purpose')
        },
      },
    ],
    error => void errors.push(error),
  )
  while (runs < 2 || errors.length === 0) await sleep(50)
  stop()
  expect(errors[0]).toMatchObject({ message: 'on purpose' })
  const before = runs
  await sleep(1200)
  expect(runs).toBe(before)
})

test('without jobs there is nothing to stop', () => expect(startCronJobs([], () => undefined)()).toBeUndefined())
