import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import {
  DashboardLinkBuilder,
  type DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  type Panel,
  SpecialValueMatch,
  ThresholdsConfigBuilder,
  type ValueMapping,
  type ValueMappingResult,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { Tone } from '../../slo/report/tones.ts'
import { type About, describePanel } from './about.ts'
import { formatValue } from './format.ts'
import type { Link } from './link.ts'
import { DATASOURCE, type Query } from './query.ts'
import type { Thresholds } from './thresholds.ts'
import { NEUTRAL, SERIES_COLOURS, TONE_COLOURS } from './tones.ts'
import { UNITS, type Unit } from './units.ts'

/** What every panel has, of whatever type. */
export interface PanelSpec {
  readonly title: string
  readonly about: About
  readonly unit: Unit
  readonly queries: readonly Query[]
  /** Data links, from a value to the dashboard with details. */
  readonly links: readonly Link[]
  /** The text without a value, by default "No data". */
  readonly noValue?: string
  /** Whether to have no value is as it should be, and not blindness. */
  readonly isQuietWhenEmpty?: boolean
  readonly decimals?: number
  readonly thresholds?: Thresholds
  /** Words for values that are states. */
  readonly words?: readonly Word[]
  /** The word for every value of a condition, which has one only while it holds. */
  readonly anyValue?: Omit<Word, 'value' | 'isLeast'>
}

/** A word for a value. */
export interface Word {
  readonly value: number
  /** Whether greater values have it as well. */
  readonly isLeast?: boolean
  readonly text: string
  readonly tone?: Tone
}

/** What all panel builders of the SDK have in common. */
interface CommonBuilder {
  title(title: string): this
  description(description: string): this
  datasource(datasource: { type: string; uid: string }): this
  unit(unit: string): this
  decimals(decimals: number): this
  noValue(text: string): this
  mappings(mappings: ValueMapping[]): this
  thresholds(thresholds: ThresholdsConfigBuilder): this
  colorScheme(color: FieldColorBuilder): this
  dataLinks(links: DashboardLinkBuilder[]): this
  targets(targets: Builder<Dataquery>[]): this
  overrideByName(name: string, properties: DynamicConfigValue[]): this
  build(): Panel
}

const NO_DATA = 'No data'

/** Where a panel does not say: Grafana cuts a duration to its largest unit, and one more for each decimal. */
export const DECIMALS: Readonly<Partial<Record<Unit, number>>> = { [UNITS.timeLeft]: 1 }

/** Sets what every panel has; `base` is the colour below the lowest threshold and without a value. */
export function describe<B extends CommonBuilder>(builder: B, spec: PanelSpec, base: string): B {
  const { title, about, unit, links, thresholds = [], noValue = NO_DATA } = spec
  const decimals = spec.decimals ?? DECIMALS[unit]
  builder
    .title(title)
    .description(describePanel(about, thresholds, value => formatValue(value, unit)))
    .datasource(DATASOURCE)
    .unit(unit)
    .noValue(noValue)
    .mappings(mappings(spec, noValue))
    .thresholds(thresholdsConfig(thresholds, base))
    .dataLinks(links.map(link => new DashboardLinkBuilder(link.title).url(link.url)))
  return decimals === undefined ? builder : builder.decimals(decimals)
}

/** Colour by thresholds and words, or one neutral colour where there are none. */
export function colourScheme(spec: PanelSpec): FieldColorBuilder {
  const words = [...(spec.words ?? []), ...(spec.anyValue === undefined ? [] : [spec.anyValue])]
  const isColoured = (spec.thresholds ?? []).length > 0 || words.some(({ tone }) => tone !== undefined)
  return isColoured
    ? new FieldColorBuilder().mode(FieldColorModeId.Thresholds)
    : new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(NEUTRAL)
}

/**
 * Grafana paints a panel without a value in the colour of its base step, so the base is never a good one: an empty
 * panel must not look healthy.
 */
export function thresholdsConfig(thresholds: Thresholds, base: string = TONE_COLOURS.blind): ThresholdsConfigBuilder {
  const steps = thresholds.map(({ from, tone }) => ({ value: from, color: TONE_COLOURS[tone] }))
  return new ThresholdsConfigBuilder().steps([{ value: null, color: base }, ...steps])
}

function mappings(spec: PanelSpec, noValue: string): ValueMapping[] {
  const words = spec.words ?? []
  return [
    ...wordMappings(words),
    ...(spec.anyValue === undefined ? [] : [rangeMapping(-FAR, spec.anyValue, words.length)]),
    nothingMapping(noValue, spec.isQuietWhenEmpty === true ? NEUTRAL : TONE_COLOURS.blind, words.length + 1),
  ]
}

/** What stands where there is no value, and its colour. */
export function nothingMapping(text: string, color: string, index = 0): ValueMapping {
  return {
    type: MappingType.SpecialValue,
    options: { match: SpecialValueMatch.NullAndNan, result: { text, color, index } },
  }
}

/** The words of values as Grafana maps them. */
export function wordMappings(words: readonly Word[]): ValueMapping[] {
  const single = words.flatMap((word, index) =>
    word.isLeast === true ? [] : [[String(word.value), mapped(word, index)] as const],
  )
  return [
    ...(single.length === 0 ? [] : [{ type: MappingType.ValueToText as const, options: Object.fromEntries(single) }]),
    ...words.flatMap((word, index) => (word.isLeast === true ? [rangeMapping(word.value, word, index)] : [])),
  ]
}

/** Larger than any value of ours; Grafana reads an open end of a range as 0. */
const FAR = 1e15

function rangeMapping(from: number, word: Omit<Word, 'value'>, index: number): ValueMapping {
  return { type: MappingType.RangeToText, options: { from, to: FAR, result: mapped(word, index) } }
}

function mapped({ text, tone }: Omit<Word, 'value'>, index: number): ValueMappingResult {
  return { text, index, ...(tone === undefined ? {} : { color: TONE_COLOURS[tone] }) }
}

/** The colours of series that are known by name, in the order in which they are listed. */
export function colourSeries<B extends CommonBuilder>(builder: B, names: readonly string[]): B {
  names.forEach((name, index) => {
    seriesColour(builder, name, SERIES_COLOURS[index % SERIES_COLOURS.length] ?? NEUTRAL)
  })
  return builder
}

/** One series in one colour. */
export function seriesColour<B extends CommonBuilder>(builder: B, name: string, colour: string): B {
  return builder.overrideByName(name, [{ id: 'color', value: { mode: 'fixed', fixedColor: colour } }])
}
