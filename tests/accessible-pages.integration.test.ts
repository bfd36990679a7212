import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import axe, { type AxeResults } from 'axe-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exampleEvidence } from '../ci/release/core/evidence-page/evidence.testkit.ts'
import { evidencePage } from '../ci/release/core/evidence-page/page.ts'
import { startApp } from '../services/web/app.testkit.ts'
import { NOW } from '../services/web/core/status.testkit.ts'
import { STYLE } from '../services/web/core/style.ts'
import { createDashboardPages } from '../services/web/dashboard-pages.ts'
import { BROWSER, type Browser, type Look, startBrowser } from './browser.testkit.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const TITLE = BROWSER === undefined ? ' (skipped: Chromium is not installed)' : ''

const LOOKS: readonly Look[] = [
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 360, scheme: 'light' },
]

/** Every page in a golden file: what people read, in the states that matter. */
const GOLDEN = globSync('**/testdata/**/*.html', { cwd: ROOT, exclude: name => name.includes('node_modules') })

/** The rule asks only whether a page loads itself again, and not whether a link on it stops that (WCAG 2.2.1). */
const RUN = `${axe.source}; axe.run({ rules: {
  'meta-refresh': { enabled: document.querySelector('a[href$="refresh=off"]') === null }
} })`

describe.skipIf(BROWSER === undefined)(`pages as a browser shows them${TITLE}`, () => {
  let browser: Browser
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'leadline-pages-'))
    browser = await startBrowser(BROWSER ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** What axe finds, a line each; and how many rules had something to look at, so that an empty page is no good page. */
  const mistakes = async (url: string, looks = LOOKS): Promise<readonly string[]> => {
    const found: string[] = []
    for (const look of looks) {
      const { violations, passes } = (await browser.inPage(url, look, RUN)) as AxeResults
      expect(passes.length).toBeGreaterThan(8)
      for (const { id, nodes } of violations) {
        for (const node of nodes) found.push(`${look.width} ${look.scheme}: ${id}: ${node.html.slice(0, 160)}`)
      }
    }
    return found
  }

  const written = async (name: string, page: string): Promise<string> => {
    const file = path.join(folder, name)
    await writeFile(file, page)
    return pathToFileURL(file).href
  }

  test('all golden pages are found', () => expect(GOLDEN.length).toBeGreaterThan(6))

  test.each(GOLDEN)('%s has no mistake that axe knows', async file => {
    // Golden pages leave the style out, and with it the colours.
    const page = (await readFile(path.join(ROOT, file), 'utf8')).replace('<style>…</style>', `<style>${STYLE}</style>`)
    expect(await mistakes(await written('golden.html', page))).toEqual([])
  })

  test('the page of a deploy has none', async () => {
    expect(await mistakes(await written('evidence.html', evidencePage(exampleEvidence())))).toEqual([])
  })

  test.each(['/', '/?refresh=off', '/dashboards', '/dashboards/leadline-slo-detail', '/nothing'])(
    '%s of the app has none',
    async where => {
      const prometheusUrl = 'http://127.0.0.1:9'
      const boards = { folder: path.join(ROOT, 'dashboards/generated'), prometheusUrl, now: () => NOW }
      const app = await startApp({ dashboards: createDashboardPages({ ...boards, scrapeInterval: 15_000 as never }) })
      try {
        expect(await mistakes(app.url + where)).toEqual([])
      } finally {
        await app.close()
      }
    },
  )

  test('all boards, drawn with the data of an outage, have none', async () => {
    const file = path.join(folder, 'boards.html')
    const args = ['ci/dashboards.ts', 'preview', '--scenario', 'outage', '--out', file]
    await promisify(execFile)(process.execPath, args, { cwd: ROOT })
    // Nine boards at once are a lot to look at: on a phone most of what can be wrong is.
    expect(await mistakes(pathToFileURL(file).href, LOOKS.slice(-1))).toEqual([])
  })
})
