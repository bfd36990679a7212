import { performance } from 'node:perf_hooks'
import { cronBetween } from '../../adapters/cron.ts'

/** Lists the slots of the last day once, in a process that has listed none before; prints how many, the milliseconds and those of the processor as JSON. */
const [expression = ''] = process.argv.slice(2)
const now = Date.now()
const before = process.cpuUsage()
const start = performance.now()
const { length } = cronBetween(expression, now - 86_400_000, now)
const milliseconds = performance.now() - start
const { user, system } = process.cpuUsage(before)
process.stdout.write(`${JSON.stringify({ slots: length, milliseconds, cpuMilliseconds: (user + system) / 1000 })}\n`)
