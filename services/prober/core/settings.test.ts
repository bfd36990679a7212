import { expect, test } from 'vitest'
import { PROBES_FILE } from '../contract/probes-file.ts'
import { readSettings } from './settings.ts'

const USUAL = { budget: 'counted', showsMetricsOnly: false }

test('an empty environment gives the settings that --help names', () =>
  expect(readSettings({})).toEqual({
    settings: {
      probesFile: PROBES_FILE,
      host: '127.0.0.1',
      port: 17300,
      vantage: 'local',
      ...USUAL,
      stateFolder: undefined,
    },
    mistakes: [],
  }))

test('a variable that is set to nothing is as good as absent', () =>
  expect(
    readSettings({
      PORT: '',
      HOST: '',
      VANTAGE: '',
      PROBES_FILE: '',
      STATE_FOLDER: '',
      BUDGET: '',
      PATHS: '',
      SHOWS: '',
    }),
  ).toEqual(readSettings({})))

test('every setting can be set', () => {
  const env = { PORT: '80', HOST: '::', VANTAGE: 'fra-1', PROBES_FILE: 'p.yaml', STATE_FOLDER: '/state' }
  const other = { BUDGET: 'excluded', PATHS: 'edge,ingress', SHOWS: 'metrics' }
  const set = { budget: 'excluded', paths: ['edge', 'ingress'], showsMetricsOnly: true }
  expect(readSettings({ ...env, ...other })).toEqual({
    settings: { probesFile: 'p.yaml', host: '::', port: 80, vantage: 'fra-1', stateFolder: '/state', ...set },
    mistakes: [],
  })
})

test.each(['0', '1', '65535'])('%s is a port', port => {
  expect(readSettings({ PORT: port })).toMatchObject({ settings: { port: Number(port) }, mistakes: [] })
})

test.each(['65536', '99999', '-1', '80.5', '8o', ' 80', '100000'])('"%s" is no port', port =>
  expect(readSettings({ PORT: port }).mistakes).toEqual([
    `Cannot use PORT "${port}": it must be a port from 1 to 65535, or 0 for a free one`,
  ]),
)

test.each(['fra 1', 'a"b', 'ö', 'x'.repeat(64)])('"%s" is no vantage, for it is a label', vantage =>
  expect(readSettings({ VANTAGE: vantage }).mistakes).toEqual([
    `Cannot use VANTAGE "${vantage}": it must be up to 63 letters, digits and . _ -`,
  ]),
)

test('all mistakes are reported together', () =>
  expect(readSettings({ PORT: 'x', VANTAGE: ' ' }).mistakes).toHaveLength(2))

test.each([
  [{ BUDGET: 'exclude' }, 'Cannot use BUDGET "exclude": it must be one of counted, excluded; did you mean "excluded"?'],
  [{ PATHS: 'edge,pod' }, 'Cannot use PATHS "pod": it must be one of edge, ingress, app'],
  [{ SHOWS: 'nothing' }, 'Cannot use SHOWS "nothing": it must be one of all, metrics'],
])('%o is a mistake', (env, mistake) => expect(readSettings(env).mistakes).toEqual([mistake]))
