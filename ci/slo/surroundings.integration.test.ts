import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { inScratchFolder } from '../../adapters/files/folders.ts'
import { createFile } from '../../adapters/files/write-files.ts'

const run = promisify(execFile)

/** What a shell may say of its user and terminal, and what the figures must not depend on. */
const SURROUNDINGS: readonly Readonly<Record<string, string>>[] = [
  { TZ: 'UTC', LANG: 'C', LC_ALL: 'C', COLUMNS: '200' },
  { TZ: 'Asia/Kathmandu', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8', COLUMNS: '37' },
  { TZ: 'America/St_Johns', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8', COLUMNS: '80' },
]

/** A made-up past that spends more than half of a calendar month's budget, around midnight. */
const PAST = `slo: web-edge-availability
stretches:
  - { for: 5h50m, events_per_minute: 12 }
  - { for: 24m, events_per_minute: 12, bad_percent: 100 }
  - { for: 1h, events_per_minute: 12 }
`

async function outputs(args: readonly string[]): Promise<readonly string[]> {
  return Promise.all(
    SURROUNDINGS.map(async env => {
      const { stdout } = await run(process.execPath, ['ci/slo.ts', ...args], { env: { ...process.env, ...env } })
      return stdout
    }),
  )
}

test.concurrent('explain says the same in every zone, language and width', async () => {
  const [first, ...others] = await outputs(['explain'])
  expect(first).toContain('of full outage')
  for (const other of others) expect(other).toBe(first)
})

test.concurrent('simulate says the same in every zone, language and width, but for its drawing', {
  timeout: 120_000,
}, async () => {
  await inScratchFolder('surroundings', async folder => {
    const file = `${folder}/past.yaml`
    await createFile(file, PAST)
    const [first, ...others] = (await outputs(['simulate', file])).map(withoutDrawing)
    expect(first).toMatch(/down to \d/)
    expect(first).toMatch(/the page fires/)
    for (const other of others) expect(other).toBe(first)
  })
})

/** The figures at the ends of the drawing, and all that is said below it. */
function withoutDrawing(text: string): string {
  return text.replace(/[▁▂▃▄▅▆▇█·_]+/g, '').replace(/ {2,}/g, ' ')
}
