import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'
import type { Tone } from '../../slo/report/tones.ts'
import { formatValue } from '../panels/format.ts'
import { toneOf } from '../panels/tones.ts'

/** A value as it is shown. */
export interface Display {
  readonly text: string
  /** Its tone; undefined where its colour says nothing. */
  readonly tone: Tone | undefined
}

/** Grafana's configuration of a field: the panel's defaults, changed by the overrides that match it. */
type FieldConfig = unknown

/** The field configuration of one series or column: properties of overrides lie over the defaults. */
export function fieldOf(defaults: FieldConfig, overrides: readonly unknown[], name: string): FieldConfig {
  const own = overrides
    .filter(
      override => textAt(override, 'matcher', 'id') === 'byName' && textAt(override, 'matcher', 'options') === name,
    )
    .flatMap(override => listAt(override, 'properties'))
  return own.reduce<unknown>(
    (field, property) => withProperty(field, textAt(property, 'id').split('.'), at(property, 'value')),
    defaults,
  )
}

function withProperty(field: unknown, path: readonly string[], value: unknown): unknown {
  const [key = '', ...rest] = path
  const base = typeof field === 'object' && field !== null ? field : {}
  if (rest.length === 0) {
    // Mappings of an override come before those of the panel, of which the one for “no value” still applies.
    const before = key === 'mappings' ? listAt(base, 'mappings') : []
    return { ...base, [key]: Array.isArray(value) ? [...value, ...before] : value }
  }
  return { ...base, [key]: withProperty(at(base, key), rest, value) }
}

/** Shows a value by mappings first, then by unit and thresholds, as Grafana does; without a value, by `noValue`. */
export function display(value: number | undefined, field: FieldConfig): Display {
  const mapped = mappingOf(value, field)
  const isNothing = value === undefined || Number.isNaN(value)
  const own = isNothing
    ? textAt(field, 'noValue')
    : formatValue(value, textAt(field, 'unit'), numberAt(field, 'decimals'))
  return {
    text: textAt(mapped, 'text') || own,
    tone: toneOf(textAt(mapped, 'color') || colourOf(isNothing ? Number.NEGATIVE_INFINITY : value, field)),
  }
}

/** The colour of a value that is mapped to none. */
function colourOf(value: number, field: FieldConfig): string {
  return textAt(field, 'color', 'mode') === 'thresholds'
    ? stepColour(value, field)
    : textAt(field, 'color', 'fixedColor')
}

/** The first mapping that fits; without a value, or for NaN, that of the special value. */
function mappingOf(value: number | undefined, field: FieldConfig): unknown {
  const isNothing = value === undefined || Number.isNaN(value)
  return listAt(field, 'mappings')
    .map(mapping => {
      if (textAt(mapping, 'type') === 'special') return isNothing ? at(mapping, 'options', 'result') : undefined
      if (isNothing) return undefined
      return textAt(mapping, 'type') === 'range' ? inRange(value, mapping) : at(mapping, 'options', String(value))
    })
    .find(result => result !== undefined)
}

function inRange(value: number, mapping: unknown): unknown {
  const from = numberAt(mapping, 'options', 'from') ?? Number.NEGATIVE_INFINITY
  const to = numberAt(mapping, 'options', 'to') ?? Number.POSITIVE_INFINITY
  return value >= from && value <= to ? at(mapping, 'options', 'result') : undefined
}

/** The colour of the last step that a value reaches. */
function stepColour(value: number, field: FieldConfig): string {
  const steps = listAt(field, 'thresholds', 'steps')
  const reached = steps.filter(step => value >= (numberAt(step, 'value') ?? Number.NEGATIVE_INFINITY))
  return textAt(reached.at(-1), 'color')
}
