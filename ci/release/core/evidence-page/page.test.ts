import { expect, test } from 'vitest'
import type { EvidenceFacts } from '../deploy/evidence.ts'
import { exampleEvidence } from './evidence.testkit.ts'
import { evidencePage } from './page.ts'

/** What a page must not have: a script, or anything that it loads. */
const FORBIDDEN = [/<script/i, /\ssrc=/i, /<link/i, /@import/i, /url\(/i, /\son\w+=/i, /javascript:/i]

test('a caught canary is one page that loads nothing and is small', () => {
  const page = evidencePage(exampleEvidence())
  for (const forbidden of FORBIDDEN) expect(page).not.toMatch(forbidden)
  expect(Buffer.byteLength(page)).toBeLessThan(300 * 1024)
  expect(page).toContain('<h1>Caught at the canary by the gate: new</h1>')
})

test('both releases stand beside each other on each path, with intervals and percentiles', () => {
  const page = evidencePage(exampleEvidence())
  for (const path of ['edge', 'ingress'])
    for (const release of ['new', 'old'])
      expect(page).toMatch(
        new RegExp(
          `<td>${path}</td><td>${release}</td><td class="number">\\d+</td><td class="number">\\d+</td><td class="number">[\\d.]+ % to [\\d.]+ %`,
        ),
      )
})

test('users’ requests stand by release; where they are not known the reason does', () => {
  expect(evidencePage(exampleEvidence())).toContain(
    '<td>new</td><td class="number">152</td><td class="number">24</td><td class="number">11 % to 22 %</td>',
  )
  const users = { releases: [], isStopped: false, unknown: 'Prometheus does not answer: refused' }
  const page = evidencePage({ ...exampleEvidence(), users })
  expect(page).toContain('is not known, and changes nothing: Prometheus does not answer: refused.')
})

test('pictures say in words what they show, and a table has every moment of the timeline', () => {
  const page = evidencePage(exampleEvidence())
  const pictures = page.match(/<svg[\s\S]*?<\/svg>/g) ?? []
  expect(pictures).toHaveLength(2)
  for (const picture of pictures)
    expect(picture).toMatch(/^<svg [^>]*role="img"><title>[^<]+<\/title><desc>[^<]+<\/desc>/)
  for (const text of ['canary-gate', 'old answers', 'Pod app-canary-1: Unhealthy ×3: Readiness probe failed', 'edge: '])
    expect(page).toContain(text)
})

test('the way of a test that rejects ends at its boundary', () => {
  const { record } = exampleEvidence()
  const rejected = [...record.courses.values()].flat().filter(({ decision }) => decision === 'reject')
  expect(rejected.length).toBeGreaterThan(0)
  for (const { first, again } of rejected) expect([...first, ...again].at(-1)?.[1]).toBeGreaterThanOrEqual(1)
})

test('the cost, the commands to repeat it and the verdict are there; what is not known has no heading', () => {
  const page = evidencePage(exampleEvidence())
  for (const text of ['web-edge-availability', '0.81 %', 'npm run gate -- --release new', 'in short the canary failed'])
    expect(page).toContain(text)
  const bare = evidencePage({ ...exampleEvidence(), cost: undefined, costs: [], canaryReport: undefined, byHand: [] })
  for (const heading of ['Cost', 'By hand', 'The canary beside the old release'])
    expect(bare).not.toContain(`<h2>${heading}</h2>`)
})

test.each<keyof EvidenceFacts>(['sentence', 'who', 'release', 'returnedTo', 'cost'])(
  'what comes from outside does not become markup: %s',
  field => {
    const page = evidencePage({ ...exampleEvidence(), [field]: '<img src=x onerror=alert(1)>' })
    expect(page).not.toContain('<img')
    expect(page).toContain('&lt;img')
  },
)

test('a run that a cluster in trouble filled with failures and events stays small', () => {
  const page = evidencePage(exampleEvidence({ seconds: 600, events: 5000 }))
  expect(Buffer.byteLength(page)).toBeLessThan(300 * 1024)
})
