import { field } from '../../../lib/json/parse.ts'
import { FAULT_DOMAINS } from '../../prober/contract/names.ts'
import type { KnownFaults } from '../../stack/contract/known-faults.ts'
import type { Notice, ProberWord } from '../../stack/contract/notice.ts'
import type { Cause, Page } from '../../stack/contract/page.ts'
import type { GoodSince } from '../../stack/contract/recovery.ts'

/** The last known pages, and whether the pager answers. */
export interface PageList {
  readonly source: 'not-connected' | 'silent' | 'answering'
  readonly pages: readonly Page[]
  /** What the pager says must be known besides. */
  readonly notices?: readonly Notice[]
  /** What the prober itself says of the hops; absent while it does not answer. */
  readonly proberSays?: ProberWord
  /** Which faults last and which are over, of the moment that the recoveries are of. */
  readonly faults?: KnownFaults
  /** Since when every probe of an SLO is good that failed within the last hour. */
  readonly goodSince?: GoodSince
  /** Since when the pager has not answered, ISO 8601. */
  readonly silentSince?: string
}

/** More than this many recent pages are no longer recent. */
const MOST_PAGES = 10

/** The pages in the pager's answer, firing ones first, newest first within each; undefined when it is no such answer. */
export function readPages(body: unknown): readonly Page[] | undefined {
  const list = field(body, 'pages')
  if (!Array.isArray(list)) return undefined
  const pages = list.flatMap(entry => readPage(entry) ?? [])
  const newest = pages.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))
  const firing = newest.filter(({ status }) => status === 'firing')
  const resolved = newest.filter(({ status }) => status === 'resolved')
  return [...firing, ...resolved.slice(0, Math.max(0, MOST_PAGES - firing.length))]
}

function readPage(entry: unknown): Page | undefined {
  const id = textOf(entry, 'id')
  const startedAt = momentOf(entry, 'startedAt')
  if (id === undefined || startedAt === undefined) return undefined
  const resolvedAt = momentOf(entry, 'resolvedAt')
  const saidAt = momentOf(entry, 'saidAt')
  const seenAt = momentOf(entry, 'seenAt')
  const burnRate = field(entry, 'burnRate')
  const lasts = textOf(entry, 'lasts')
  const faultDomain = FAULT_DOMAINS.find(domain => domain === field(entry, 'faultDomain'))
  return {
    id,
    // What is not known to be harmless is taken for the worse: an unknown word must not hide a page.
    severity: field(entry, 'severity') === 'ticket' ? 'ticket' : 'page',
    status: field(entry, 'status') === 'resolved' ? 'resolved' : 'firing',
    startedAt,
    ...(resolvedAt === undefined ? {} : { resolvedAt }),
    ...(saidAt === undefined ? {} : { saidAt }),
    ...(seenAt === undefined ? {} : { seenAt }),
    title: textOf(entry, 'title') ?? id,
    slos: textsOf(entry, 'slos'),
    faultDomain: faultDomain ?? 'unknown',
    ...detailsOf(entry),
    ...causesOf(entry),
    evidence: textsOf(entry, 'evidence'),
    ...(typeof burnRate === 'number' && Number.isFinite(burnRate) ? { burnRate } : {}),
    ...(lasts === undefined ? {} : { lasts }),
    runbook: textOf(entry, 'runbook') ?? '',
    ...firesNowOf(entry),
  }
}

function detailsOf(entry: unknown): Pick<Cause, 'instances' | 'failing' | 'isSlow'> {
  const instances = textOf(entry, 'instances')
  const failing = textOf(entry, 'failing')
  return {
    ...(instances === undefined ? {} : { instances }),
    ...(failing === undefined ? {} : { failing }),
    ...(field(entry, 'isSlow') === true ? { isSlow: true } : {}),
  }
}

function firesNowOf(entry: unknown): Pick<Page, 'firesNow'> {
  const list = field(entry, 'firesNow')
  if (!Array.isArray(list)) return {}
  const firesNow = list.flatMap(alert => {
    const [title, since] = [textOf(alert, 'title'), textOf(alert, 'since')]
    if (title === undefined || Number.isNaN(Date.parse(since ?? ''))) return []
    return [{ title, since: new Date(since ?? '').toISOString(), runbook: textOf(alert, 'runbook') ?? '' }]
  })
  return { firesNow }
}

function causesOf(entry: unknown): Pick<Page, 'causes'> {
  const list = field(entry, 'causes')
  if (!Array.isArray(list)) return {}
  const causes = list.flatMap((cause): Cause[] => {
    const from = momentOf(cause, 'from')
    const until = momentOf(cause, 'until')
    if (from === undefined) return []
    const faultDomain = FAULT_DOMAINS.find(domain => domain === field(cause, 'faultDomain')) ?? 'unknown'
    return [{ faultDomain, ...detailsOf(cause), from, ...(until === undefined ? {} : { until }) }]
  })
  return { causes }
}

function textOf(value: unknown, name: string): string | undefined {
  const text = field(value, name)
  return typeof text === 'string' && text !== '' ? text : undefined
}

function textsOf(value: unknown, name: string): readonly string[] {
  const texts = field(value, name)
  return Array.isArray(texts) ? texts.filter(text => typeof text === 'string') : []
}

/** Only UTC: a moment with another offset would sort and read wrongly. */
function momentOf(value: unknown, name: string): string | undefined {
  const text = textOf(value, name)
  return text !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && Number.isFinite(Date.parse(text))
    ? text
    : undefined
}
