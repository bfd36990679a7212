import { expect, test } from 'vitest'
import { choosePorts, DEFAULT_PORTS } from './ports.ts'

test('without a choice, every port is its default, and no two are the same', () => {
  expect(choosePorts([])).toEqual({ ports: DEFAULT_PORTS, mistakes: [] })
})

test('none is the default of a packaged service, which may run on the same machine', () => {
  const packaged = [80, 443, 3000, 8080, 9090, 9093, 9094, 9100]
  expect(Object.values(DEFAULT_PORTS).filter(port => packaged.includes(port))).toEqual([])
})

test('a chosen port replaces the default', () => {
  expect(choosePorts(['prober=18300', 'prober=18301'])).toEqual({
    ports: { ...DEFAULT_PORTS, prober: 18301 },
    mistakes: [],
  })
})

test('two ports may change places', () => {
  const { ports, mistakes } = choosePorts([`web-1=${DEFAULT_PORTS['web-2']}`, `web-2=${DEFAULT_PORTS['web-1']}`])
  expect(mistakes).toEqual([])
  expect(ports['web-1']).toBe(DEFAULT_PORTS['web-2'])
})

test.each<[string, string]>([
  ['probe=1', 'There is no port "probe": did you mean "prober"?'],
  ['toString=5', 'There is no port "toString"; there are edge-https, '],
  ['=5', 'There is no port ""; there are edge-https, '],
  ['18443', 'There is no port "18443"; there are edge-https, '],
  ['prober', 'Cannot use "" as the port of prober'],
  ['prober=', 'Cannot use "" as the port of prober'],
  ['prober=0', 'Cannot use "0" as the port of prober'],
  ['prober=65536', 'Cannot use "65536" as the port of prober'],
  ['prober=-1', 'Cannot use "-1" as the port of prober'],
  ['prober=1.5', 'Cannot use "1.5" as the port of prober'],
  ['prober=1e3', 'Cannot use "1e3" as the port of prober'],
  ['prober=18300=1', 'Cannot use "18300=1" as the port of prober'],
  ['prober=17443', 'Port 17443 is given to edge-https and prober'],
])('"%s" is a mistake, and says which', (choice, mistake) => {
  expect(choosePorts([choice]).mistakes).toEqual([expect.stringContaining(mistake)])
})

test('every mistake is reported at once', () => {
  expect(choosePorts(['probe=1', 'prober=x', 'web-1=17443', 'web-2=17300']).mistakes.length).toBe(4)
})
