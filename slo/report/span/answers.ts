import type { Reading } from '../reading.ts'
import type { Values } from './figures.ts'
import { OF } from './questions.ts'

/** The named values in an answer. */
export function valuesIn<Name extends string>(readings: readonly Reading[]): Values<Name> {
  const known = readings.flatMap(({ labels, value }) => {
    const name = labels[OF]
    return name === undefined || Number.isNaN(value) ? [] : [[name, value] as const]
  })
  return Object.fromEntries(known) as Values<Name>
}
