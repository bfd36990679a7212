import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { watchFaults } from './fault-watch.ts'

const at = (minutes: number): string => new Date(Date.UTC(2026, 1, 5, 12, minutes)).toISOString()
const fault = (from: number, until?: number) => ({
  ...{ domain: 'app', evidence: [], from: at(from), failures: {}, lastFailures: {} },
  ...(until === undefined ? {} : { until: at(until) }),
})

/** A prober that answers with these faults, and a watch that is asked by hand. */
async function watching(first: readonly unknown[]) {
  let [faults, clock] = [first, 0]
  const server = createServer((_, response) => void response.end(JSON.stringify({ faults }))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const ending = new AbortController()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const watch = watchFaults(url, () => new Date(at(clock)), ending.signal)
  onTestFinished(async () => {
    ending.abort()
    server.closeAllConnections()
    server.close()
    await watch.ended
  })
  return {
    /** What is known of the faults when the prober answers this at that minute: each with its end, in minutes. */
    async after(minute: number, answer: readonly unknown[]) {
      clock = minute
      faults = answer
      const known = await watch.ask()
      return known.map(({ untilWall }) => untilWall && (untilWall - Date.parse(at(0))) / 60_000)
    },
  }
}

test('a fault that lasted when its prober ended had lasted until that was last asked, not only until it began', async () => {
  const { after } = await watching([])
  expect(await after(1, [fault(0)])).toEqual([undefined])
  expect(await after(5, [fault(0)])).toEqual([undefined])
  expect(await after(6, [fault(6)])).toEqual([5, undefined])
  expect(await after(9, [fault(6, 8)])).toEqual([5, 8])
})

test('a prober that was started again and knows of no fault takes away none', async () => {
  const { after } = await watching([])
  expect(await after(1, [fault(0)])).toEqual([undefined])
  expect(await after(3, [])).toEqual([1])
})
