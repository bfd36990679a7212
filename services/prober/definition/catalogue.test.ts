import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as CRON from '../../../adapters/cron.ts'
import { PATHS } from '../contract/names.ts'
import { PROBES_FILE } from '../contract/probes-file.ts'
import { probeCatalogue } from './catalogue.ts'

test('the catalogue knows the home page on every path, and needs no environment', () => {
  const { value, diagnostics } = probeCatalogue({ path: PROBES_FILE, text: readFileSync(PROBES_FILE, 'utf8') }, CRON)
  expect(value.probes).toContainEqual({ name: 'home', paths: PATHS, intervalSeconds: 5 })
  expect(diagnostics).toEqual([])
})

test.each([0.005, 0.05, 0.1, 0.2, 0.25, 0.3, 0.5, 1, 2, 2.5, 5, 10])('%d s can be an SLO’s threshold', threshold =>
  expect(probeCatalogue({ path: PROBES_FILE, text: '' }, CRON).value.bucketBoundsSeconds).toContain(threshold),
)

/** The catalogue of one good probe, but for some of its keys. */
function catalogueOf(schedule: string) {
  const text = `probes: [{ name: a, ${schedule}, paths: { app: { url: 'http://x.test/' } } }]`
  return probeCatalogue({ path: 'x.yaml', text }, CRON)
}

test('a probe by a cron expression has the distance of its slots, and one with a mistake none', () => {
  const seconds = (cron: string) => catalogueOf(`cron: '${cron}', timeout: 4s`).value.probes[0]?.intervalSeconds
  expect(seconds('*/10 * * * * *')).toBe(10)
  expect(seconds('every ten')).toBeUndefined()
})

test.each([
  ['a misspelt key', 'intervall: 5s, timeout: 4s', ['missing-key', 'unknown-key']],
  ['a value of the wrong type', 'interval: 5x, timeout: 4s', ['wrong-type']],
  ['a wrong cron expression', 'cron: every ten, timeout: 4s', ['bad-cron']],
  ['a timeout that is too long', 'interval: 5s, timeout: 5s', ['timeout-not-below-interval']],
])('%s is reported without an environment', (_, schedule, codes) => {
  expect(
    catalogueOf(schedule)
      .diagnostics.map(({ code }) => code)
      .toSorted(),
  ).toEqual(codes)
})

test('what only an environment can answer is no mistake', () => {
  const schedule = `cron: "\${env:SLOTS}", kind: "\${env:KIND}", description: "\${file:words}", timeout: 4s`
  expect(catalogueOf(schedule).diagnostics).toEqual([])
})
