import { expect, test } from 'vitest'
import { renderMessagePage } from './message-page.ts'
import { DEFINED, figures, NOW, page, SITE, status } from './status.testkit.ts'
import type { Status } from './status.ts'
import { statusDocument } from './status-document.ts'
import { renderStatusPage } from './status-page.ts'
import { STYLE } from './style.ts'

const silent = { source: 'silent', pages: [] } as const
const past = page({
  id: 'zero',
  status: 'resolved',
  resolvedAt: '2026-02-05T12:05:00.000Z',
  runbook: 'https://example.org/r',
})

const OVER = { faultDomain: 'ingress', from: '2026-02-05T12:01:00.000Z', until: '2026-02-05T12:03:10.000Z' } as const

const STATES: Readonly<Record<string, Status>> = {
  healthy: status({ slos: [figures(), figures({ id: 'web-ingress-availability', periodSli: 1, budgetRemaining: 1 })] }),
  burning: status(
    { faultDomain: 'ingress', slos: [figures({ burnRate5m: 412, burnRate1h: 31.2, budgetRemaining: 0.42 })] },
    { pages: { source: 'answering', pages: [page(), past] } },
  ),
  recovering: status(
    { slos: [figures({ burnRate5m: 361, burnRate1h: 31.2, budgetRemaining: 0.42 })] },
    {
      pages: {
        source: 'answering',
        pages: [page({ saidAt: '2026-02-05T12:02:00.000Z', causes: [OVER] })],
        goodSince: { 'web-edge-availability': OVER.until },
      },
    },
  ),
  overspent: status({ slos: [figures({ budgetRemaining: -0.352, burnRate1h: 2.2 })] }),
  blind: {
    ...status(),
    snapshot: undefined,
    silentSince: '2026-02-05T12:05:00.000Z',
    pages: silent,
    definitions: [DEFINED],
  },
  'prometheus-down': status(
    { takenAt: '2026-02-05T12:03:10.000Z' },
    { silentSince: '2026-02-05T12:03:10.000Z', pages: { source: 'silent', pages: [page()] } },
  ),
}

/** The style is in every page, and would bury each golden file's difference. */
const render = (shown: Status): string => renderStatusPage(SITE, shown, NOW).replace(STYLE, '…')

test.each(Object.keys(STATES))('the %s page and its JSON stay as they were looked at', async state => {
  const shown = STATES[state] ?? status()
  await expect(render(shown)).toMatchFileSnapshot(`testdata/${state}.html`)
  await expect(`${JSON.stringify(statusDocument(SITE, shown, NOW), undefined, 2)}\n`).toMatchFileSnapshot(
    `testdata/${state}.json`,
  )
})

test.each(['blind', 'prometheus-down'])('nothing on the %s page is green', state => {
  expect(render(STATES[state] ?? status())).not.toContain('tone-good')
})

test('an SLO without data is blind beside one that is well', () => {
  const text = render(status({ slos: [figures(), DEFINED] }))
  const rows = text.match(/<tr role="row">\n<th role="rowheader".*?<\/tr>/gs) ?? []
  expect(rows.map(row => /chip tone-(\w+)/.exec(row)?.[1])).toEqual(['good', 'blind'])
  expect(rows[1]).not.toContain('tone-good')
})

test('what a pager or a definition says cannot become markup or a script link', () => {
  const attack = '<img src=x onerror=alert(1)>"\''
  const hostile = page({ title: attack, slos: [attack], lasts: attack, id: attack, runbook: 'javascript:alert(1)' })
  const shown = status(
    { slos: [figures({ id: attack, description: attack })], faultDomain: attack },
    { pages: { source: 'answering', pages: [hostile] } },
  )
  const text = render(shown)
  expect(text).not.toContain('<img')
  expect(text).not.toMatch(/href="javascript/)
  expect(text).toContain('&lt;img')
})

test.each([...Object.keys(STATES), 'message'])('the %s page obeys its own security policy', state => {
  const text =
    state === 'message' ? renderMessagePage(SITE, 404) : renderStatusPage(SITE, STATES[state] ?? status(), NOW)
  expect(text).not.toMatch(/<script|\sstyle=|\son\w+=|src=/)
  expect(text.match(/<style>/g)).toHaveLength(1)
  expect(text).toContain(`<style>${STYLE}</style>`)
})

test('a pager that is silent is not a pager that is quiet', () => {
  expect(render(status({}, { pages: silent }))).toContain('Blind: the pager does not answer')
  expect(render(status())).toContain('No recent pages.')
  expect(render(status({}, { pages: { source: 'not-connected', pages: [] } }))).toContain('No pager is connected')
})

test('the page that changes reloads itself, and one that does not stays', () => {
  expect(render(status())).toContain('http-equiv="refresh"')
  expect(renderMessagePage(SITE, 404)).not.toContain('http-equiv="refresh"')
})

test('what stands in for the real thing is said, and otherwise nothing of the kind', () => {
  const standIns = ['ingress: Nginx stands in for Traefik']
  expect(renderStatusPage({ ...SITE, standIns }, status(), NOW)).toContain(
    'Stand-ins on this machine: ingress: Nginx stands in for Traefik.',
  )
  expect(render(status())).not.toContain('Stand-ins on this machine')
})

test('a page about no SLO names the hop of the moment it was sent, for nothing says when that ended', () => {
  const other = page({ slos: [], title: 'home fails on app', faultDomain: 'app', saidAt: '2026-02-05T12:02:00.000Z' })
  const text = render(status({}, { pages: { source: 'answering', pages: [other] } }))
  expect(text).toContain('The app was broken at 12:02:00 UTC')
  expect(text).not.toContain('The app is broken')
})

test('events of a gap that were counted when it was over are said beside the figures that they are part of', () => {
  expect(render(status({ slos: [figures({ countedLate: 1090 })] }))).toContain(
    'in the last day 1,090 events were counted only after a gap in measuring',
  )
  expect(render(status({ slos: [figures()] }))).not.toContain('after a gap')
})

test('a row that goes blind while it recovers says that it recovered', () => {
  const { pages } = STATES.recovering ?? status()
  const shown = status(
    { takenAt: '2026-02-05T12:03:12.000Z', slos: [figures({ burnRate5m: 361, burnRate1h: 31.2 })] },
    { pages },
  )
  const text = renderStatusPage(SITE, shown, NOW)
  expect(text).toContain('was recovering')
  expect(text).not.toContain('was burning')
})
