import { performance } from 'node:perf_hooks'
import { cronBetween } from '../../adapters/cron.ts'

/** Lists the slots of the last day once, in a process that has listed none before; prints how many and the milliseconds as JSON. */
const [expression = ''] = process.argv.slice(2)
const now = Date.now()
const start = performance.now()
const { length } = cronBetween(expression, now - 86_400_000, now)
process.stdout.write(`${JSON.stringify({ slots: length, milliseconds: performance.now() - start })}\n`)
