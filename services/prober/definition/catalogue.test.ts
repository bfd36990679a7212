import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cronSeconds } from '../../../adapters/cron.ts'
import { PATHS } from '../contract/names.ts'
import { PROBES_FILE } from '../contract/probes-file.ts'
import { probeCatalogue } from './catalogue.ts'

test('the catalogue knows the home page on every path, and needs no environment', () => {
  const { probes } = probeCatalogue({ path: PROBES_FILE, text: readFileSync(PROBES_FILE, 'utf8') })
  expect(probes).toContainEqual({ name: 'home', paths: PATHS, intervalSeconds: 5 })
})

test.each([0.005, 0.05, 0.1, 0.2, 0.25, 0.3, 0.5, 1, 2, 2.5, 5, 10])('%d s can be an SLO’s threshold', threshold =>
  expect(probeCatalogue({ path: PROBES_FILE, text: '' }).bucketBoundsSeconds).toContain(threshold),
)

test('a probe by a cron expression has the distance of its slots, and one with a mistake none', () => {
  const text = (cron: string) =>
    `probes: [{ name: a, cron: '${cron}', timeout: 4s, paths: { app: { url: 'http://x.test/' } } }]`
  const seconds = (cron: string) =>
    probeCatalogue({ path: 'x.yaml', text: text(cron) }, cronSeconds).probes[0]?.intervalSeconds
  expect(seconds('*/10 * * * * *')).toBe(10)
  expect(seconds('every ten')).toBeUndefined()
})
