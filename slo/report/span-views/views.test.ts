import { expect, test } from 'vitest'
import { ANSWERS, exampleReport, NOW } from '../span/report.testkit.ts'
import { renderJson } from './json.ts'
import { renderMarkdown } from './markdown.ts'
import { renderPage } from './page.ts'
import { plotsOf, renderLonePlot } from './plots.ts'
import { summaryOf } from './summary.ts'

test('without a recorded budget no figure looks like one', () => {
  const report = exampleReport({ recorded: undefined, period: {} })
  expect(summaryOf(report).tone).toBe('blind')
  for (const text of [renderMarkdown([report]), renderPage([report]), renderJson([report])]) {
    expect(text).not.toMatch(/NaN|Infinity|undefined/)
  }
})

test('without any data a report says so, and has no figure that looks like one', () => {
  const none = { bad: [], measured: [], budget: [], failures: [], releases: [], alerts: [] }
  const report = exampleReport({ ...none, recorded: undefined, period: {}, windows: [] })
  expect(renderMarkdown([report])).not.toContain('100 %')
  for (const text of [renderMarkdown([report]), renderPage([report])]) {
    expect(text).toContain('Nothing is known of its budget')
    expect(text).toContain('Nothing was measured')
    expect(text).not.toMatch(/NaN|Infinity|undefined/)
  }
})

test('an overspent budget and a young SLO are said in the sentence', () => {
  const born = NOW - 86_400
  const { recorded } = ANSWERS
  const overspent = recorded && { ...recorded, budgetRemaining: -0.125 }
  const report = exampleReport({ recorded: overspent, period: { ...ANSWERS.period, born } })
  expect(summaryOf(report)).toEqual({
    text: 'In the last 30 d 99.980 % of its events were good, with an objective of 99.9 %: the error budget is overspent by 12.5 %. Its data begins only 2026-11-28 12:00.',
    tone: 'bad',
  })
})

test('as Markdown', () => expect(renderMarkdown([exampleReport()])).toMatchFileSnapshot('testdata/report.md'))
test('as a page', () => expect(renderPage([exampleReport()])).toMatchFileSnapshot('testdata/report.html'))
test('as JSON', () => expect(renderJson([exampleReport()])).toMatchFileSnapshot('testdata/report.json'))

test('a page loads nothing, runs nothing and shows texts as texts', () => {
  const page = renderPage([exampleReport(), exampleReport()])
  expect(page).not.toMatch(/<script|<link|src=|url\(|https?:/)
  expect(page).toContain('A visitor gets the &lt;home&gt; page.')
})

test('a plot that stands alone has its colours with it', () => {
  const [plot] = plotsOf(exampleReport())
  const file = plot === undefined ? '' : renderLonePlot(plot)
  expect(file).toMatch(/^<svg class="plot"[^>]* xmlns="http:\/\/www.w3.org\/2000\/svg"><style>/)
  expect(file).toContain('prefers-color-scheme: dark')
})

test('a page stays small, however much happened', () => {
  const { measured, alerts } = ANSWERS
  const half = measured.filter((_, index) => index % 2 === 0)
  const report = exampleReport({
    measured: half,
    bad: measured.filter((_, index) => index % 5 === 0).map(moment => [moment, 20]),
    budget: half.slice(0, 240).map(moment => [moment, (moment % 977) / 977]),
    alerts: alerts.map(one => ({ ...one, points: half.map(moment => [moment, 1]) })),
    releases: half.slice(0, 2000).map((moment, index) => ({ labels: { release: `v${index}` }, points: [[moment, 1]] })),
  })
  expect(report.gaps.length).toBeGreaterThan(4000)
  expect(report.incidents.length).toBeGreaterThan(1000)
  // Five such SLOs in one page.
  expect(renderPage([report]).length).toBeLessThan((300 * 1024) / 5)
})
