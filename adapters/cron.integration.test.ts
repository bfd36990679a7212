import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const EXPRESSIONS = [
  ...['* * * * *', '*/5 * * * *', '*/7 * * * *', '0 * * * *', '5,35 * * * *', '1-59/2 * * * *', '10-50/20 * * * *'],
  ...[
    '30 2 * * *',
    '0 2 * * *',
    '15 1 * * *',
    '45 1 * * *',
    '59 1 * * *',
    '0 3 * * *',
    '30 1-3 * * *',
    '*/30 1-3 * * *',
  ],
  ...['*/15 2 * * *', '0 */2 * * *', '0 */3 * * *', '23 0-20/2 * * *', '0 0 * * *', '30 23 * * *', '59 23 * * *'],
  ...['0 9-17 * * 1-5', '*/15 9-17 * * 1-5', '0 22 * * 1-5', '0 3 * * 0', '0 2 * * sun', '30 2 * * 7', '5 4 * * sun'],
  ...['0 0 * * 0,6', '0 0 * * mon-fri', '0 2 * * Sunday', '0 0 1 * *', '0 0 1 1 *', '0 0 29 2 *', '0 0 31 * *'],
  ...['0 0 28-31 * *', '0 0 1,15 * *', '0 0 */2 * *', '0 12 1 * 1', '0 0 13 * 5', '0 2 1-7 * 1', '0 4 8-14 * *'],
  ...['0 0 * jan *', '0 2 * March *', '30 2 * 3,10 *', '0 0 * */3 *', '0 0 L * *', '0 2 * * 0L', '0 2 * * 0#4'],
  ...['0 0 15W * *', '@daily', '@hourly', '*/20 */20 * * * *', '15 30 2 * * *', '0 30 2 29 3 *', '30 */10 1-3 * * *'],
]

/** Both changes of summer time, by whole and by half hours, on either side of the equator, and a zone without any. */
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  'Europe/Berlin': ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z'],
  'America/New_York': ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z'],
  'America/St_Johns': ['2026-03-08T05:30:00Z', '2026-11-01T04:30:00Z'],
  'Australia/Lord_Howe': ['2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z'],
  UTC: ['2026-02-28T23:00:00Z', '2026-12-31T23:00:00Z'],
}

/** A process has one time zone. Prints for each expression where the slots of node-cron and ours differ, three hours around each time. */
const PROGRAM = `
  import { createRequire } from 'node:module'
  import { cronBetween, nextCron } from './adapters/cron.ts'
  const { createTask } = createRequire(import.meta.url)('node-cron')
  const [expressions, times] = JSON.parse(process.argv.at(-1))
  const around = 3 * 3_600_000
  const nextOnes = (expression, after, until) => {
    const slots = []
    for (let slot = nextCron(expression, after); slot <= until; slot = nextCron(expression, slot)) slots.push(slot)
    return slots
  }
  const differences = []
  for (const expression of expressions) {
    const task = createTask(expression, () => undefined)
    const step = expression.split(' ').length === 6 ? 1000 * 5 : 60_000
    for (const time of times.map(Date.parse)) {
      const theirs = []
      for (let moment = time - around + step; moment <= time + around; moment += step)
        if (task.match(new Date(moment))) theirs.push(moment)
      for (const [how, ours] of Object.entries({
        between: cronBetween(expression, time - around, time + around),
        next: nextOnes(expression, time - around, time + around),
      }))
        if (String(ours) !== String(theirs)) differences.push({ expression, how, ours, theirs })
    }
    // From now on node-cron can list slots by itself.
    const listed = task.getNextRuns(3).map(Number)
    const ours = listed.map((_, index) => nextCron(expression, index === 0 ? listed[0] - 1000 : listed[index - 1]))
    if (process.env.TZ === 'UTC' && String(ours) !== String(listed)) differences.push({ expression, how: 'from now', ours, theirs: listed })
  }
  console.log(JSON.stringify(differences))
`

test.concurrent.each(Object.entries(CHANGES))(
  'in %s each expression has the slots at which node-cron would run a job, also where the clocks change',
  async (TZ, times) => {
    expect(EXPRESSIONS.length).toBeGreaterThanOrEqual(50)
    const args = ['--input-type=module', '--eval', PROGRAM, '--', JSON.stringify([EXPRESSIONS, times])]
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { TZ }, maxBuffer: 1e8 })
    expect(JSON.parse(stdout)).toEqual([])
  },
)
