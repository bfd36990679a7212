import path from 'node:path'
import { readSource } from '../../adapters/files/files.ts'
import { createPrometheus, type Prometheus } from '../../adapters/prometheus/client.ts'
import { type Duration, inSeconds, seconds } from '../../lib/duration.ts'
import { SERIES } from '../../slo/core/names.ts'

/** A board drawn as a page, with the one style it carries. */
interface DashboardPage {
  readonly html: string
  readonly style: string
}

/** The boards of Grafana, drawn by the app itself where no Grafana is. */
export interface DashboardPages {
  /** The page of a board, or of the first one; undefined when there is no board of that uid. Rejects when the boards cannot be read. */
  page(uid: string | undefined, isPaused: boolean): Promise<DashboardPage | undefined>
}

export interface DashboardDeps {
  /** Where the generated boards lie. */
  readonly folder: string
  readonly prometheusUrl: string
  /** How often that Prometheus scrapes: what a rate's window must hold several of. */
  readonly scrapeInterval: Duration
  /** ISO 8601. */
  readonly now: () => string
}

/** A page is drawn at most this often, however many visitors ask: a board is dozens of queries. */
const KEPT_FOR: Duration = seconds(15)
const QUERY_TIMEOUT = seconds(10)
const SHORTEST_RANGE_SECONDS = 900
/** Where the first page of all boards is. */
const FIRST = 'leadline-home'

/** Draws dashboards on request; the code for it is loaded on first use, because most instances never need it. */
export function createDashboardPages(deps: DashboardDeps): DashboardPages {
  const kept = new Map<string, { readonly until: number; readonly page: Promise<DashboardPage> }>()
  return {
    async page(uid = FIRST, isPaused) {
      const index = await readIndex(deps.folder)
      if (!index.some(board => board.uid === uid)) return undefined
      const now = Date.parse(deps.now())
      const key = `${uid} ${isPaused}`
      const known = kept.get(key)
      if (known !== undefined && known.until > now) return known.page
      const page = draw({ uid, isPaused }, index, now / 1000, deps)
      kept.set(key, { until: now + KEPT_FOR, page })
      // A page that could not be drawn is not kept: the next visitor tries again.
      page.catch(() => kept.delete(key))
      return page
    },
  }
}

/** A young service is drawn over the time it has data for: over six hours it would be a sliver. */
async function rangeWorthDrawing(now: number, prometheus: Prometheus): Promise<number> {
  const answer = await prometheus.instant(`min(${SERIES.firstSample})`)
  const born = answer.kind === 'answered' ? answer.readings[0]?.value : undefined
  return born === undefined ? Number.POSITIVE_INFINITY : Math.max(SHORTEST_RANGE_SECONDS, now - born)
}

interface IndexEntry {
  readonly uid: string
  readonly title: string
}

/** The boards by their lock file, home first. */
async function readIndex(folder: string): Promise<readonly IndexEntry[]> {
  const { text } = await readSource(path.join(folder, 'lock.json'))
  const lock: Readonly<Record<string, { readonly title: string }>> = JSON.parse(text)
  const entries = Object.entries(lock).map(([uid, { title }]) => ({ uid, title }))
  return entries.toSorted((a, b) => Number(b.uid === FIRST) - Number(a.uid === FIRST))
}

async function draw(
  { uid, isPaused }: { readonly uid: string; readonly isPaused: boolean },
  index: readonly IndexEntry[],
  now: number,
  deps: DashboardDeps,
): Promise<DashboardPage> {
  const [{ answerBoard }, { renderPreview }, { PREVIEW_STYLE }, { viewBoard }] = await Promise.all([
    import('../../dashboards/preview/answer-board.ts'),
    import('../../dashboards/preview/page.ts'),
    import('../../dashboards/preview/style.ts'),
    import('../../dashboards/preview/view.ts'),
  ])
  // A page is for every visitor, so the queries have no signal: they go on when the one who asked first has left.
  const prometheus = createPrometheus(deps.prometheusUrl, { timeout: QUERY_TIMEOUT, retries: true })
  const drawn = viewBoard(JSON.parse((await readSource(path.join(deps.folder, `${uid}.json`))).text))
  const board = { ...drawn, rangeSeconds: Math.min(drawn.rangeSeconds, await rangeWorthDrawing(now, prometheus)) }
  const evaluation = { now: Math.floor(now), scrapeSeconds: inSeconds(deps.scrapeInterval) }
  const answers = await answerBoard(board, prometheus, evaluation)
  const html = renderPreview({
    boards: [{ board, answers }],
    index,
    source: 'Live data, drawn by the status page itself because no Grafana is installed here.',
    href: other => `/dashboards/${other}`,
    home: '/',
    refresh: { seconds: inSeconds(KEPT_FOR), isPaused },
  })
  return { html, style: PREVIEW_STYLE }
}
