import fc from 'fast-check'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { describe, expect, test } from 'vitest'
import type { RowFamily } from '../../contract/row-family.ts'
import { formatRows, renderRows, rowLabels } from './render-rows.ts'
import { createRows, layoutOf } from './rows.ts'

const COLOURS = ['red', 'gr"e\\en', 'blue'] as const
const SIZES = ['small', 'large'] as const
const SUBJECT = { subject: ['probe', 'vantage'], bounds: [] } as const

const FAMILIES = {
  cars: {
    ...SUBJECT,
    name: 'cars_total',
    type: 'counter',
    help: 'Cars, by colour \\ and\nsize.',
    closed: [
      ['colour', COLOURS],
      ['size', SIZES],
    ],
  },
  age: { ...SUBJECT, name: 'age_seconds', type: 'gauge', help: 'How old.', closed: [] },
  wait: {
    ...SUBJECT,
    name: 'wait_seconds',
    type: 'histogram',
    help: 'How long.',
    closed: [['size', SIZES]],
    bounds: [0.001, 0.1, 1, 10],
  },
} as const satisfies Record<string, RowFamily>

const VANTAGE = 'here "and" there'

/** The same metrics as prom-client keeps them: what it prints is right by definition. */
function createOracle() {
  const registry = new Registry()
  const options = ({ name, help, subject, closed }: RowFamily) => ({
    name,
    help,
    labelNames: [...subject, ...closed.map(([label]) => label)],
    registers: [registry],
  })
  const cars = new Counter(options(FAMILIES.cars))
  const age = new Gauge(options(FAMILIES.age))
  const wait = new Histogram({ ...options(FAMILIES.wait), buckets: [...FAMILIES.wait.bounds] })
  return { registry, cars, age, wait }
}

type Rows = ReturnType<typeof createRows<typeof FAMILIES>>
type Step = (rows: Rows, oracle: ReturnType<typeof createOracle>, probe: string) => void

const amount = fc.oneof(fc.nat(1000), fc.double({ min: 0, max: 1e9, noNaN: true }))
const colour = fc.constantFrom(...COLOURS)
const size = fc.constantFrom(...SIZES)

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(amount, colour, size).map(
    ([by, colour, size]): Step =>
      (rows, { cars }, probe) => {
        rows.add(probe, 'cars', by, colour, size)
        cars.inc({ probe, vantage: VANTAGE, colour, size }, by)
      },
  ),
  fc.tuple(colour, size).map(
    ([colour, size]): Step =>
      (rows, { cars }, probe) => {
        rows.show(probe, 'cars', colour, size)
        cars.inc({ probe, vantage: VANTAGE, colour, size }, 0)
      },
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(
    (value): Step =>
      (rows, { age }, probe) => {
        rows.set(probe, 'age', value)
        age.set({ probe, vantage: VANTAGE }, value)
      },
  ),
  fc.tuple(fc.constantFrom(0, 0.001, 0.0011, 0.1, 1, 10, 10.5, 1e6), size).map(
    ([value, size]): Step =>
      (rows, { wait }, probe) => {
        rows.observe(probe, 'wait', value, size)
        wait.observe({ probe, vantage: VANTAGE, size }, value)
      },
  ),
)

function exposition(rows: Rows): string {
  return [...renderRows(formatRows(Object.values(FAMILIES), VANTAGE), rows.snapshot())].join('')
}

const inOrder = (text: string) => text.trim().split('\n').sort().join('\n')

test('rows are written as prom-client writes the same observations', async () => {
  const run = fc.array(fc.tuple(fc.constantFrom('home', 'shop', 'a "b" \\c'), step), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(run, async steps => {
      const oracle = createOracle()
      const rows = createRows(FAMILIES)
      for (const [probe, take] of steps) {
        rows.open(probe, rowLabels({ probe }))
        take(rows, oracle, probe)
      }
      expect(inOrder(exposition(rows))).toBe(inOrder(await oracle.registry.metrics()))
    }),
    { numRuns: 200 },
  )
})

test('a very long exposition comes in pieces, whose sum is the whole', () => {
  const rows = createRows(FAMILIES)
  for (let index = 0; index < 500; index++) {
    rows.open(`probe-${index}`, rowLabels({ probe: `probe-${index}` }))
    rows.observe(`probe-${index}`, 'wait', index, 'small')
  }
  const pieces = [...renderRows(formatRows(Object.values(FAMILIES), VANTAGE), rows.snapshot())]
  expect(pieces.length).toBeGreaterThan(5)
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(40_000)
  expect(pieces.join('').match(/^wait_seconds_count/gm)?.length).toBe(500)
})

describe('a row', () => {
  test('has no number that no line shows', () => {
    const rows = createRows(FAMILIES)
    rows.open('home', rowLabels({ probe: 'home' }))
    for (const size of SIZES) {
      rows.show('home', 'wait', size)
      for (const colour of COLOURS) rows.show('home', 'cars', colour, size)
    }
    rows.show('home', 'age')
    const lines = exposition(rows).match(/^\w+\{.*$/gm) ?? []
    // The bucket without a bound repeats the count.
    const repeated = lines.filter(line => line.includes('le="+Inf"'))
    expect(layoutOf(Object.values(FAMILIES)).width).toBe(lines.length - repeated.length)
  })

  test('shows nothing before something is shown, and then keeps what it has', () => {
    const rows = createRows(FAMILIES)
    rows.open('home', rowLabels({ probe: 'home' }))
    expect(exposition(rows)).not.toContain('home')
    rows.add('home', 'cars', 2, 'red', 'small')
    rows.show('home', 'cars', 'red', 'small')
    rows.open('home', rowLabels({ probe: 'home' }))
    expect(exposition(rows)).toContain('colour="red",size="small"} 2\n')
  })

  test('that is closed leaves nothing to the one that reuses its memory', () => {
    const rows = createRows(FAMILIES)
    rows.open('gone', rowLabels({ probe: 'gone' }))
    rows.add('gone', 'cars', 5, 'red', 'small')
    rows.close('gone')
    rows.open('new', rowLabels({ probe: 'new' }))
    rows.show('new', 'cars', 'red', 'small')
    expect(exposition(rows)).toContain(
      'cars_total{probe="new",vantage="here \\"and\\" there",colour="red",size="small"} 0',
    )
    expect(exposition(rows)).not.toContain('gone')
  })

  test('opened among others after one was closed overwrites none of them', () => {
    const rows = createRows(FAMILIES)
    for (const name of ['a', 'b', 'c']) rows.open(name, rowLabels({ probe: name }))
    for (const name of ['a', 'b', 'c']) rows.set(name, 'age', 7)
    rows.close('a')
    for (const name of ['d', 'e']) rows.open(name, rowLabels({ probe: name }))
    for (const name of ['d', 'e']) rows.set(name, 'age', 8)
    expect(exposition(rows).match(/^age_seconds\{.*$/gm)).toEqual(
      [
        ['b', 7],
        ['c', 7],
        ['d', 8],
        ['e', 8],
      ].map(([name, value]) => `age_seconds{probe="${name}",vantage="here \\"and\\" there"} ${value}`),
    )
  })

  test('that is not there, and a value that no label knows, are faults of our own and thrown', () => {
    const rows = createRows(FAMILIES)
    expect(() => rows.set('home', 'age', 1)).toThrow('There is no row "home"')
    rows.open('home', rowLabels({ probe: 'home' }))
    expect(() => rows.add('home', 'cars', 1, 'red', 'huge' as 'small')).toThrow('cars_total knows no size "huge"')
  })
})

test('a snapshot is of one moment: what is counted while it is written is in the next', () => {
  const rows = createRows(FAMILIES)
  rows.open('home', rowLabels({ probe: 'home' }))
  rows.set('home', 'age', 1)
  const writing = renderRows(formatRows(Object.values(FAMILIES), VANTAGE), rows.snapshot())
  rows.set('home', 'age', 2)
  rows.open('later', rowLabels({ probe: 'later' }))
  rows.set('later', 'age', 3)
  rows.close('home')
  const text = [...writing].join('')
  expect(text).toContain('age_seconds{probe="home",vantage="here \\"and\\" there"} 1\n')
  expect(text).not.toContain('later')
})
