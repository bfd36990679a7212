import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { contradictions } from './judge.ts'
import { createObserver, type Observation } from './observe.ts'
import type { SoakStack } from './soak-stack.ts'

/** What was found, and how much was looked at. */
export interface Record {
  readonly shots: string | undefined
  say(text: string): void
  /** Something that must be so; `state` is what was done. */
  expect(state: string, what: string, isSo: boolean): void
  failed(state: string, what: string): void
  /** Looks for a time, and judges every look; resolves to the last. */
  watch(stack: SoakStack, state: string, forMs: number): Promise<Observation>
  /** Prints what was found; whether nothing was wrong. */
  end(): boolean
}

const LOOK_EVERY_MS = 2000
/** Looks in a row: the status page asks every five seconds, so it is up to five behind a view that asks at once; four looks are six. */
const WRONG_AFTER = 4

/** A record that has nothing yet. */
export function createRecord(say: (text: string) => void, shots: string | undefined): Record {
  let looks = 0
  let expectations = 0
  const failures = new Map<string, number>()
  const observers = new Map<string, ReturnType<typeof createObserver>>()
  const failed = (state: string, what: string): void => {
    const text = `${state}: ${what}`
    const times = (failures.get(text) ?? 0) + 1
    failures.set(text, times)
    if (times === 1) say(`WRONG ${text}`)
  }
  return {
    shots,
    say,
    failed,
    expect(state, what, isSo) {
      expectations++
      if (!isSo) failed(state, what)
    },
    async watch(stack, state, forMs) {
      const observer = observers.get(stack.name) ?? createObserver(stack)
      observers.set(stack.name, observer)
      const inARow = new Map<string, number>()
      const until = Date.now() + forMs
      let last = await observer.observe()
      while (Date.now() < until) {
        await sleep(LOOK_EVERY_MS)
        last = await observer.observe()
        looks++
        const found = new Set(contradictions(last))
        for (const text of inARow.keys()) if (!found.has(text)) inARow.delete(text)
        for (const text of found) {
          inARow.set(text, (inARow.get(text) ?? 0) + 1)
          if (inARow.get(text) === WRONG_AFTER) failed(`${stack.name}, ${state}`, text)
        }
      }
      if (shots !== undefined)
        await takeShot(stack, path.join(shots, `${stack.name}-${state.replaceAll(/\W+/g, '-')}.png`))
      return last
    },
    end() {
      say(`${looks} looks, ${expectations} expectations, ${failures.size} wrong`)
      for (const [text, times] of failures) say(`  ${times}× ${text}`)
      return failures.size === 0
    },
  }
}

/** A picture of the page; a browser that is not there, or a page, is no failure of what is looked at. */
async function takeShot(stack: SoakStack, file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--window-size=1200,1500']
  const args = [...options, `--screenshot=${file}`, stack.pageUrls[0] ?? '']
  await promisify(execFile)('chromium', args, { timeout: 30_000 }).catch(() => undefined)
}
