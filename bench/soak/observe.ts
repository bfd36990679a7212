import { ask, getJson } from '../../adapters/http.ts'
import { createPrometheus } from '../../adapters/prometheus/client.ts'
import { seconds } from '../../lib/duration.ts'
import type { StatusDocument } from '../../services/stack/control/status-document.ts'
import { REPORT_QUERY, reportSlos, type SloReport } from '../../slo/report/report.ts'
import type { SoakStack } from './soak-stack.ts'

/** What the views of one stack say, within two seconds of each other; what did not answer is undefined. */
export interface Observation {
  /** Milliseconds since 1970. */
  readonly now: number
  /** The status page as HTML, from the instance that gave the JSON. */
  readonly html: string | undefined
  /** /status.json. */
  readonly json: PageDocument | undefined
  /** What `npm run status -- --json` prints. */
  readonly status: StatusDocument | undefined
  /** What Prometheus recorded of each SLO in the last seconds, the newest last. */
  readonly recorded: readonly Recorded[]
}

/** What Prometheus had recorded at one moment. */
export interface Recorded {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly reports: readonly SloReport[]
}

/** What is read of /status.json. */
export interface PageDocument {
  readonly headline: { readonly title: string; readonly tone: string }
  readonly data: { readonly isStale: boolean }
  readonly slos: readonly (SloReport & { readonly standing: string; readonly goodSince?: string })[]
  readonly faultDomain: string
  readonly arePagesKnown: boolean
  readonly notices: readonly { readonly kind: string; readonly text: string }[]
  readonly pages: readonly { readonly id: string; readonly status: string; readonly severity: string }[]
}

const OPTIONS = { timeout: seconds(3) }
/** Two evaluations: a figure of before these is of another moment than the views, however long a look at a part that hangs takes. */
const KEPT_MS = 30_000

/** Looks at one stack again and again. */
export interface Observer {
  observe(): Promise<Observation>
}

/** An observer that remembers what Prometheus said in the last seconds. */
export function createObserver(stack: SoakStack): Observer {
  const recorded: Recorded[] = []
  const prometheus = createPrometheus(stack.prometheusUrl, OPTIONS)
  return {
    async observe() {
      const answer = await prometheus.instant(REPORT_QUERY)
      const at = Date.now()
      if (answer.kind === 'answered') recorded.push({ at, reports: reportSlos(answer.readings) })
      while (recorded[0] !== undefined && at - recorded[0].at > KEPT_MS) recorded.shift()
      const [page, status] = await Promise.all([readPage(stack.pageUrls), stack.client.status().catch(() => undefined)])
      // A page may have asked once more than this did before Prometheus fell silent.
      const isCurrent = answer.kind === 'answered'
      return { ...page, status, now: Date.now(), recorded: isCurrent ? [...recorded] : [] }
    },
  }
}

async function readPage(urls: readonly string[]): Promise<Pick<Observation, 'html' | 'json'>> {
  for (const url of urls) {
    const json = await getJson(new URL('/status.json', url), OPTIONS)
    if (json.kind === 'unanswered' || json.status !== 200) continue
    const page = await ask(new URL('/', url), OPTIONS)
    if (page.kind === 'unanswered' || page.status !== 200) continue
    // The style names every tone.
    return { html: page.text.replace(/<style>[\s\S]*?<\/style>/, ''), json: json.body as PageDocument }
  }
  return { html: undefined, json: undefined }
}
