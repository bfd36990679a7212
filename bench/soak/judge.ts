import { percentText } from '../../slo/report/percent.ts'
import type { SloReport } from '../../slo/report/report.ts'
import type { Observation, Recorded } from './observe.ts'

/** What is wrong with what the views say, a sentence each. */
export function contradictions(observation: Observation): readonly string[] {
  return RULES.flatMap(rule => rule(observation))
}

type Rule = (observation: Observation) => readonly string[]

/** The figures that a view takes from Prometheus. */
const FIGURES = ['sli', 'periodSli', 'budgetRemaining', 'burnRate5m', 'burnRate1h', 'lastErrorAt'] as const

/** A figure must be one that Prometheus had within the last seconds: views are as old as their own poll. */
function isRecorded(
  recorded: Observation['recorded'],
  id: string,
  figure: (typeof FIGURES)[number],
  value: unknown,
): boolean {
  const known = recorded.map(({ reports }) => reports.find(report => report.id === id)?.[figure])
  return known.some(
    other =>
      other === value || (typeof other === 'number' && typeof value === 'number' && Math.abs(other - value) < 1e-9),
  )
}

function unrecorded(
  view: string,
  slos: readonly Partial<SloReport>[],
  recorded: Observation['recorded'],
): readonly string[] {
  return slos.flatMap(slo =>
    FIGURES.flatMap(figure => {
      const value = slo[figure]
      if (value === undefined || value === null || isRecorded(recorded, slo.id ?? '', figure, value)) return []
      return [`${view} says ${figure} ${value} of ${slo.id}, which Prometheus did not record lately`]
    }),
  )
}

const pageFigures: Rule = ({ json, recorded }) =>
  json === undefined || json.data.isStale || recorded.length < 4 ? [] : unrecorded('/status.json', json.slos, recorded)

const statusFigures: Rule = ({ status, recorded }) => {
  if (status === undefined || !status.areFiguresKnown || recorded.length < 4) return []
  return unrecorded('status', status.slos as unknown as readonly Partial<SloReport>[], recorded)
}

/** The page and its JSON are asked one after the other, so a poll may lie between them: one figure of each row must be there. */
const pageText: Rule = ({ html, json }) => {
  if (html === undefined || json === undefined) return []
  return json.slos.flatMap(slo => {
    const texts = [slo.budgetRemaining, slo.periodSli].flatMap((value, index) =>
      value === undefined ? [] : [percentText(value, index === 0 ? 1 : 3).replace('-', '−')],
    )
    return texts.length === 0 || texts.some(text => html.includes(text))
      ? []
      : [`the page has none of ${texts.join(', ')} of ${slo.id}`]
  })
}

const pagesAgree: Rule = ({ json, status }) => {
  if (json === undefined || status === undefined || !json.arePagesKnown || !status.arePagesKnown) return []
  const shown = json.pages.filter(page => page.status === 'firing').map(({ id }) => id)
  const firing = status.pagesFiring.map(({ id }) => id)
  const isSame = shown.length === firing.length && shown.every(id => firing.includes(id))
  return isSame ? [] : [`/status.json has ${shown.length} pages firing, status has ${firing.length}`]
}

/** The quiet headline is allowed only when everything is known and well. */
const wellOnlyWhenWell: Rule = ({ json }) => {
  if (json === undefined || json.headline.title !== 'All SLOs are met') return []
  const bad = json.slos.filter(({ standing }) => standing !== 'kept').map(({ id, standing }) => `${id} is ${standing}`)
  const firing = json.pages.filter(({ status, severity }) => status === 'firing' && severity === 'page')
  return [
    ...bad.map(text => `all SLOs are met, but ${text}`),
    ...(json.faultDomain === 'none' ? [] : [`all SLOs are met, with the fault domain ${json.faultDomain}`]),
    ...(json.arePagesKnown ? [] : ['all SLOs are met, though pages are unknown']),
    ...(firing.length === 0 ? [] : ['all SLOs are met, though a page fires']),
  ]
}

const staleIsBlind: Rule = ({ json, html }) => {
  if (json === undefined || !json.data.isStale) return []
  return [
    ...(json.headline.tone === 'blind' ? [] : [`the figures are stale, and the headline is "${json.headline.title}"`]),
    ...(json.slos.every(({ standing }) => standing === 'blind')
      ? []
      : ['the figures are stale, and an SLO has a standing']),
    ...(html?.includes('tone-good') ? ['the figures are stale, and something on the page is green'] : []),
  ]
}

/** Until failures before a recovery have reached every figure: a scrape, and the evaluation after it. */
const SETTLED_MS = 60_000

/** Good samples leave the window too: where fewer come than leave, for a prober stood still, the share of the bad ones grows. */
const MOST_GROWTH = 1.25

/** An SLO whose probes are all good burns less and less. */
const recoveringMeansGood: Rule = ({ json, recorded, now }) => {
  if (json === undefined) return []
  const burnOf = (recorded: Recorded | undefined, id: string) =>
    recorded?.reports.find(report => report.id === id)?.burnRate5m
  return json.slos.flatMap(({ id, goodSince }) => {
    if (goodSince === undefined || now - Date.parse(goodSince) < SETTLED_MS) return []
    const [before, after] = [burnOf(recorded[0], id), burnOf(recorded.at(-1), id)]
    return before !== undefined && after !== undefined && after > before * MOST_GROWTH + 0.5
      ? [`${id} recovers since ${goodSince}, and its burn grows from ${before} to ${after}`]
      : []
  })
}

/** Views are as old as their own poll of five seconds: what was recorded so long ago is seen by each of them. */
const SEEN_BY_ALL_MS = 10_000

/** Nothing is good since a moment before an error that Prometheus has counted. */
const goodSinceTheLastError: Rule = ({ json, status, recorded, now }) => {
  const known = recorded.findLast(({ at }) => now - at >= SEEN_BY_ALL_MS)?.reports
  const said = [
    ...(json?.slos ?? []).map(({ id, goodSince }) => ({ view: '/status.json', id, goodSince })),
    ...Object.entries(status?.goodSince ?? {}).map(([id, goodSince]) => ({ view: 'status', id, goodSince })),
  ]
  return said.flatMap(({ view, id, goodSince }) => {
    const counted = known?.find(report => report.id === id)?.lastErrorAt
    if (goodSince === undefined || counted === undefined || goodSince >= counted) return []
    return [`${view} says that ${id} is good since ${goodSince}, and an error of it was counted at ${counted}`]
  })
}

/** One evaluation of the rules, and some more. */
const EVALUATION_MS = 20_000

/**
 * A stack that is younger than an hour has the same bad events in that window as in the period, also after some were given back;
 * the period may be an evaluation behind.
 */
const windowsAgree: Rule = ({ json, recorded, now }) => {
  const before = recorded.findLastIndex(({ at }) => now - at >= EVALUATION_MS)
  if (json === undefined || json.data.isStale || before < 0) return []
  return json.slos.flatMap(({ id }) => {
    const all = recorded.slice(before).map(({ reports }) => reports.find(report => report.id === id))
    const differ = all.filter(report => report && (report.periodSli ?? 1) < 1 !== (report.burnRate1h ?? 0) > 0)
    const last = all.at(-1)
    if (last === undefined || differ.length < all.length) return []
    return [`${id} has attained ${last.periodSli}, beside a burn of ${last.burnRate1h} over the hour`]
  })
}

/** What no text may hold, whatever the state is. */
const NONSENSE = /burn(?:s|ed) 0(?:\.0)? times|\bNaN\b|\bundefined\b|\[object|Infinity|in no time|\bnull\b/

const saneTexts: Rule = ({ html, status }) => {
  const texts = [
    html ?? '',
    ...(status?.notices.map(({ text }) => text) ?? []),
    ...(status?.pagesFiring.map(({ title }) => title) ?? []),
  ]
  return texts.flatMap(text => {
    const found = NONSENSE.exec(text)
    return found === null ? [] : [`a text holds "${text.slice(Math.max(0, found.index - 40), found.index + 40)}"`]
  })
}

const RULES: readonly Rule[] = [
  pageFigures,
  statusFigures,
  pageText,
  pagesAgree,
  wellOnlyWhenWell,
  staleIsBlind,
  recoveringMeansGood,
  goodSinceTheLastError,
  windowsAgree,
  saneTexts,
]
