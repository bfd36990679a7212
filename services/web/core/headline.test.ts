import { expect, test } from 'vitest'
import type { Tone } from '../../../slo/report/tones.ts'
import type { KnownFaults } from '../../stack/contract/known-faults.ts'
import { freshnessOf } from './freshness.ts'
import { headlineOf } from './headline.ts'
import { DEFINED, figures, NOW, page, SITE, status } from './status.testkit.ts'
import type { Status } from './status.ts'
import { statusDocument } from './status-document.ts'
import { renderStatusPage } from './status-page.ts'

const nothingRead: Status = { ...status(), snapshot: undefined, definitions: [DEFINED] }
const old = { takenAt: '2026-02-05T12:03:10.000Z' }
const firing = { pages: { source: 'answering', pages: [page()] } } as const

test.each<[string, Tone, string, Status]>([
  ['all is well', 'good', 'All SLOs are met', status()],
  ['nothing was ever read', 'blind', 'Blind', nothingRead],
  ['the figures are old, however good they were', 'blind', 'Blind', status(old)],
  ['the figures are old, however bad they were', 'blind', 'Blind', status({ ...old, faultDomain: 'edge' })],
  ['no SLO was evaluated', 'blind', 'Blind', status({ slos: [] })],
  ['the prober says nothing', 'blind', 'Blind', status({ faultDomain: undefined })],
  ['the prober reports an unknown fault domain', 'blind', 'Blind', status({ faultDomain: 'fine' })],
  ['the prober distrusts itself', 'blind', 'Blind', status({ faultDomain: 'prober' })],
  ['an SLO has no data', 'blind', '1 of 2 SLOs without data', status({ slos: [figures(), DEFINED] })],
  ['a hop is broken', 'bad', 'The ingress is broken', status({ faultDomain: 'ingress' })],
  ['no hop can be named', 'warn', 'Probes fail, the hop is not identified', status({ faultDomain: 'unknown' })],
  ['it burns fast', 'bad', '1 of 1 SLO burning fast', status({ slos: [figures({ burnRate5m: 20 })] })],
  ['a budget is gone', 'bad', '1 of 1 error budget overspent', status({ slos: [figures({ budgetRemaining: -1 })] })],
  [
    'one burns and another is blind',
    'warn',
    '1 of 2 SLOs burning',
    status({ slos: [figures({ burnRate5m: 2 }), DEFINED] }),
  ],
  ['errors have stopped', 'warn', '1 of 1 SLO recovering', status({ slos: [figures({ burnRate1h: 2 })] })],
  ['a page is still firing', 'warn', 'A page is firing', status({}, firing)],
])('when %s, the page opens %s with "%s…"', (_, tone, title, shown) => {
  expect(headlineOf(shown, freshnessOf(shown, NOW), NOW)).toMatchObject({ tone, title })
})

test('the headline of a broken hop names its effect on the SLOs', () => {
  const shown = status({
    faultDomain: 'edge',
    slos: [figures({ burnRate5m: 20 }), figures({ burnRate5m: 2 }), figures()],
  })
  expect(headlineOf(shown, freshnessOf(shown, NOW), NOW).sentence).toBe('Of 3 SLOs: 1 burning fast, 1 burning.')
})

const recovering = status(
  { slos: [figures({ burnRate5m: 361, burnRate1h: 50 }), figures({ id: 'other' })] },
  {
    pages: {
      source: 'answering',
      pages: [
        page({
          causes: [{ faultDomain: 'ingress', from: '2026-02-05T12:01:00.000Z', until: '2026-02-05T12:03:10.000Z' }],
        }),
      ],
      goodSince: { 'web-edge-availability': '2026-02-05T12:03:10.000Z' },
    },
  },
)

/** Figures that name the ingress, of a sample of 12:06:12, beside what the pager knows of faults at a moment. */
function beside(known: Partial<KnownFaults>, faultDomain = 'ingress'): Status {
  const { snapshot, pages } = recovering
  const faults = { at: '2026-02-05T12:06:14.000Z', lasting: [], ended: {}, ...known }
  return {
    ...recovering,
    snapshot: snapshot && { ...snapshot, faultDomain, probedAt: '2026-02-05T12:06:12.000Z' },
    pages: { ...pages, faults },
  }
}

const ENDED = { ended: { ingress: '2026-02-05T12:03:10.000Z' } }
const INGRESS = 'The ingress is broken'

test.each<[what: string, shown: Status, title: string, sentence: RegExp]>([
  ['is over by what the pager has heard since', beside(ENDED), '1 of 2 SLOs recovering', /good since 12:03:10/],
  [
    'began after the pager was asked',
    beside({ ...ENDED, at: '2026-02-05T12:06:10.000Z' }),
    INGRESS,
    /^Of 2 SLOs: 1 burning fast\.$/,
  ],
  [
    'is over, while another hop is broken',
    beside({ ...ENDED, lasting: [{ faultDomain: 'app' }] }),
    'The app is broken',
    /good since 12:03:10/,
  ],
  ['lasts for another probe', beside({ lasting: [{ faultDomain: 'ingress' }] }), INGRESS, /good since 12:03:10/],
  ['is not known to the pager', beside({}), INGRESS, /good since 12:03:10/],
])(
  'a hop that the figures name, and that %s: the headline and the rows are of one moment',
  (_, shown, title, sentence) => {
    const headline = headlineOf(shown, freshnessOf(shown, NOW), NOW)
    expect(headline.title).toBe(title)
    expect(headline.sentence).toMatch(sentence)
  },
)

test('the request path says what was broken a moment ago, and until when', () => {
  const page = renderStatusPage(SITE, beside(ENDED), NOW)
  expect(page).toContain('Probes succeed on every path. The ingress was broken until 12:03:10 UTC.')
  expect(statusDocument(SITE, beside(ENDED), NOW)).toMatchObject({
    faultDomain: 'none',
    faultEnded: { faultDomain: 'ingress', at: '2026-02-05T12:03:10.000Z' },
  })
})

test('failing instances are named where the pager knows them', () => {
  const shown = beside({ lasting: [{ faultDomain: 'app', failing: 'web-2' }] }, 'app')
  const named = { ...shown, snapshot: shown.snapshot && { ...shown.snapshot, faultInstances: '1 of 2' } }
  expect(headlineOf(named, freshnessOf(named, NOW), NOW).title).toBe('1 of 2 instances of the app fail: web-2')
  expect(statusDocument(SITE, named, NOW)).toMatchObject({ faultInstances: '1 of 2', failingInstances: 'web-2' })
})

test('where no hop is named, the probe that fails is, with its path, and what recovers besides', () => {
  const routes = { failing: [{ probe: 'neighbour', path: 'app' }], good: ['edge', 'ingress', 'app'] } as const
  const shown = {
    ...recovering,
    snapshot: recovering.snapshot && { ...recovering.snapshot, faultDomain: 'unknown', routes },
  }
  const { title, sentence } = headlineOf(shown, freshnessOf(shown, NOW), NOW)
  expect(title).toBe('neighbour fails on app')
  expect(sentence).toMatch(/good on every path, so every hop answers\. All .* good since 12:03:10/)
})

test('that no page could arrive is said before that no hop is named', () => {
  const notices = [{ kind: 'alertmanager-silent', since: NOW, text: 'Alertmanager does not answer' }] as const
  const shown = status({ faultDomain: 'unknown' }, { pages: { source: 'answering', pages: [], notices } })
  expect(headlineOf(shown, freshnessOf(shown, NOW), NOW).title).toBe('Pages unknown')
})

test('what a window remembers is not told as of now: since when every probe is good, and until when the window holds errors', () => {
  expect(headlineOf(recovering, freshnessOf(recovering, NOW), NOW)).toEqual({
    tone: 'warn',
    title: '1 of 2 SLOs recovering',
    sentence:
      'All its probes are good since 12:03:10 UTC; the 5-minute window clears at 12:08:10 UTC. A page fires until one of its windows has cleared.',
  })
})

test('an SLO that burns while nothing says that its probes are good is not recovering', () => {
  const shown = { ...recovering, pages: { ...recovering.pages, source: 'silent' } } as const
  expect(headlineOf(shown, freshnessOf(shown, NOW), NOW).title).toBe('1 of 2 SLOs burning fast')
})
