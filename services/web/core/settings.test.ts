import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readSettings, SETTINGS_HELP } from './settings.ts'

const ENOUGH = {
  PORT: '8080',
  INTERNAL_PORT: '8081',
  RELEASE: 'v1',
  INSTANCE: 'web-1',
  PROMETHEUS_URL: 'http://127.0.0.1:9090',
  SITE_URL: 'https://leadline.localhost:17443/',
  SLO_LIST: '/srv/slos.json',
}

test('what is needed is enough, and the rest has defaults fit for production', () => {
  expect(readSettings(ENOUGH)).toEqual({
    mistakes: [],
    settings: {
      host: '127.0.0.1',
      port: 8080,
      internalPort: 8081,
      release: 'v1',
      instance: 'web-1',
      prometheusUrl: 'http://127.0.0.1:9090',
      pagesUrl: undefined,
      siteUrl: 'https://leadline.localhost:17443/',
      names: undefined,
      areFaultsAllowed: false,
      drainDelay: 8000,
      sloList: '/srv/slos.json',
      standIns: [],
      dashboardsFolder: undefined,
      scrapeInterval: 15_000,
    },
  })
})

test('all mistakes are reported at once', () => {
  const { settings, mistakes } = readSettings({})
  expect(settings).toBeUndefined()
  expect(mistakes.map(mistake => mistake.split(' ')[0])).toEqual(Object.keys(ENOUGH).toSorted(inOrderRead))
})

const ORDER = ['PORT', 'INTERNAL_PORT', 'RELEASE', 'INSTANCE', 'PROMETHEUS_URL', 'SITE_URL', 'SLO_LIST']
const inOrderRead = (a: string, b: string): number => ORDER.indexOf(a) - ORDER.indexOf(b)

test.each<[string, string, string]>([
  ['PORT', '70000', 'Cannot use PORT "70000": it must be a port from 1 to 65535, or 0 for a free one'],
  ['PORT', '8081', 'PORT and INTERNAL_PORT are both 8081: metrics must not stand on the public port'],
  ['RELEASE', 'v1\r\nset-cookie: a', 'Cannot use RELEASE'],
  ['RELEASE', '', 'RELEASE is not set'],
  ['PROMETHEUS_URL', 'file:///etc/passwd', 'Cannot use PROMETHEUS_URL'],
  ['PAGES_URL', 'localhost:17400', 'Cannot use PAGES_URL'],
  [
    'SITE_NAMES',
    'localhost,http://a',
    'Cannot use SITE_NAMES "localhost,http://a": it must be names or addresses without',
  ],
  ['FAULTS_ALLOWED', 'true', 'Cannot use FAULTS_ALLOWED "true": it must be "yes" or "no"'],
  ['DRAIN_DELAY', '8', 'Cannot use DRAIN_DELAY "8": it must be a duration such as 8s or 500ms'],
])('%s=%j is refused', (name, value, mistake) => {
  const { settings, mistakes } = readSettings({ ...ENOUGH, [name]: value })
  expect(settings).toBeUndefined()
  expect(mistakes).toEqual([expect.stringContaining(mistake)])
})

test('two free ports are not the same port, and no drain delay is a choice', () => {
  const { settings } = readSettings({ ...ENOUGH, PORT: '0', INTERNAL_PORT: '0', DRAIN_DELAY: '0s' })
  expect(settings).toMatchObject({ port: 0, internalPort: 0, drainDelay: 0 })
})

test('several stand-ins are kept apart', () => {
  const { settings } = readSettings({ ...ENOUGH, STAND_INS: 'ingress: Nginx; ; pager: a terminal' })
  expect(settings?.standIns).toEqual(['ingress: Nginx', 'pager: a terminal'])
})

test('the help names every variable that is read', () => {
  const source = readFileSync(path.join(import.meta.dirname, 'settings.ts'), 'utf8')
  const read = [...source.matchAll(/\benv\.([A-Z_]+)|\b(?:read|port|url)\('([A-Z_]+)'/g)].map(
    ([, a, b]) => a ?? b ?? '',
  )
  const named = SETTINGS_HELP.flatMap(([names]) => names.split(', '))
  expect([...new Set(read)].sort()).toEqual([...named].sort())
})
