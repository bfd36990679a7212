import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatValue } from '../../dashboards/panels/format.ts'
import { UNITS } from '../../dashboards/panels/units.ts'
import { GRAFANA } from './library.testkit.ts'

const units = [...Object.values(UNITS), 'suffix: x']

/** Numbers as they come from PromQL: of any size that is measured, round ones, and the edges of units. */
const number = fc.oneof(
  fc.double({ min: 1e-12, max: 1e15, noNaN: true }),
  fc.double({ min: -1e15, max: -1e-12, noNaN: true }),
  fc.integer({ min: -1e7, max: 1e7 }).map(n => n / 1e4),
  fc.integer(),
  fc.tuple(fc.integer({ min: -9, max: 12 }), fc.integer({ min: -999, max: 999 })).map(([power, n]) => n * 10 ** power),
  fc.constantFrom(0, 0.9995, 0.0001, 59.999, 60, 3600, 86_399, 86_400, 604_800, 31_536_000, 1000, 1024, 999.9, 0.097),
)

test.each(units)('a number in the unit “%s” is written as Grafana writes it', unit => {
  const format = GRAFANA.getValueFormat(unit)
  // Beyond the year 9999 a date is written otherwise.
  const least = unit === 'dateTimeAsIso' ? fc.integer({ min: 0, max: 4e12 }) : number
  fc.assert(
    fc.property(least, fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }), (value, decimals) => {
      const theirs = GRAFANA.formattedValueToString(format(value, decimals))
      expect(formatValue(value, unit, decimals)).toBe(theirs)
    }),
    { numRuns: 2000 },
  )
})
