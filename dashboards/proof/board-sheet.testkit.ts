import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'
import { formatValue } from '../panels/format.ts'
import { ANY_NEGATIVE } from '../panels/thresholds.ts'
import { toneOf } from '../panels/tones.ts'

/**
 * What a dashboard looks like whatever is measured, in words: a review of a change of settings reads this, where the
 * golden files of scenarios show what the queries give.
 */
export function renderSheet(board: unknown): string {
  const frame = [
    `${textAt(board, 'title')}: ${textAt(board, 'time', 'from')} to ${textAt(board, 'time', 'to')}, every ${textAt(board, 'refresh')}`,
    ...listAt(board, 'templating', 'list').map(variableLine),
    ...listAt(board, 'annotations', 'list').map(
      annotation => `  annotation ${textAt(annotation, 'name')}: ${colour(textAt(annotation, 'iconColor'))}`,
    ),
    `  links: ${listAt(board, 'links')
      .map(link => textAt(link, 'title'))
      .join(', ')}`,
  ]
  return [...frame, ...listAt(board, 'panels').flatMap(panelLines), ''].join('\n')
}

function variableLine(variable: unknown): string {
  const flags = ['multi', 'includeAll'].filter(flag => at(variable, flag) === true)
  return `  variable ${textAt(variable, 'name')}: ${[textAt(variable, 'definition') || textAt(variable, 'query'), ...flags].join(', ')}`
}

function panelLines(panel: unknown): readonly string[] {
  const [w, h] = ['w', 'h'].map(key => numberAt(panel, 'gridPos', key))
  if (textAt(panel, 'type') === 'row') return [`  ── ${textAt(panel, 'title')}`]
  const field = at(panel, 'fieldConfig', 'defaults')
  return [
    `  ${textAt(panel, 'title')} (${textAt(panel, 'type')}, ${w} × ${h})`,
    ...said('value', settingLines(field)),
    ...said('drawn', [...drawing(at(field, 'custom')), ...drawing(at(panel, 'options'))]),
    ...said('asked', [...asked(panel), ...listAt(panel, 'targets').flatMap(target => textAt(target, 'interval'))]),
    ...listAt(panel, 'targets').flatMap(queryLines),
    ...listAt(panel, 'fieldConfig', 'overrides').map(overrideLine),
    ...said('columns', columns(panel)),
    ...said(
      'links',
      listAt(field, 'links').map(link => textAt(link, 'url')),
    ),
  ]
}

function said(name: string, parts: readonly string[]): readonly string[] {
  const shown = parts.filter(part => part !== '')
  return shown.length === 0 ? [] : [`    ${name}: ${shown.join(' · ')}`]
}

function settingLines(field: unknown): readonly string[] {
  const [decimals, min, max] = ['decimals', 'min', 'max'].map(key => numberAt(field, key))
  return [
    textAt(field, 'unit'),
    decimals === undefined ? '' : `${decimals} digits`,
    min === undefined && max === undefined ? '' : `axis ${min ?? 'free'} to ${max ?? 'free'}`,
    colouring(at(field, 'color')),
    ...thresholds(at(field, 'thresholds'), textAt(field, 'unit')),
    ...listAt(field, 'mappings').flatMap(words),
    `empty “${textAt(field, 'noValue')}”`,
  ]
}

function colouring(color: unknown): string {
  const fixed = textAt(color, 'fixedColor')
  return fixed === '' ? textAt(color, 'mode') : `${textAt(color, 'mode')} ${colour(fixed)}`
}

function thresholds(config: unknown, unit: string): readonly string[] {
  return listAt(config, 'steps').map(step => {
    const value = numberAt(step, 'value')
    const from = value === undefined || value <= ANY_NEGATIVE ? 'below' : `from ${formatValue(value, unit)}`
    return `${from} ${colour(textAt(step, 'color'))}`
  })
}

function words(mapping: unknown): readonly string[] {
  const options = at(mapping, 'options')
  const word = (value: string, result: unknown) =>
    `${value} “${textAt(result, 'text')}” ${colour(textAt(result, 'color'))}`
  if (textAt(mapping, 'type') === 'special') return [word('nothing', at(options, 'result'))]
  if (textAt(mapping, 'type') === 'range') return [word(`from ${numberAt(options, 'from')}`, at(options, 'result'))]
  return Object.entries(Object(options)).map(([value, result]) => word(value, result))
}

/** The settings that differ between our panels; the others are the same on all, and the linter holds them. */
const DIFFERENT = new Set([
  'textMode',
  'colorMode',
  'sortBy',
  'drawStyle',
  'lineWidth',
  'fillOpacity',
  'stacking',
  'thresholdsStyle',
  'scaleDistribution',
  'axisSoftMin',
  'axisSoftMax',
  'rowHeight',
])

function drawing(options: unknown): readonly string[] {
  return Object.entries(Object(options))
    .filter(([key]) => DIFFERENT.has(key))
    .map(([key, value]) => `${key} ${valuesIn(value).join(' ')}`)
}

function valuesIn(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesIn) : [String(value)]
}

function asked(panel: unknown): readonly string[] {
  const points = numberAt(panel, 'maxDataPoints')
  return [textAt(panel, 'timeFrom'), textAt(panel, 'interval'), points === undefined ? '' : `${points} points`]
}

function queryLines(target: unknown): readonly string[] {
  const kind = at(target, 'instant') === true ? 'now' : 'over time'
  const lines = textAt(target, 'expr')
    .split('\n')
    .map(line => `      ${line}`)
  return [`    “${textAt(target, 'legendFormat')}” ${kind}`, ...lines]
}

function overrideLine(override: unknown): string {
  const properties = listAt(override, 'properties').flatMap(property => {
    const [id, value] = [textAt(property, 'id'), at(property, 'value')]
    if (id === 'color') return [colouring(value)]
    if (id === 'thresholds') return thresholds(value, 'none')
    if (id === 'mappings') return listAt({ value }, 'value').flatMap(words)
    return [`${id} ${typeof value === 'object' ? JSON.stringify(value) : value}`]
  })
  return `    for “${textAt(override, 'matcher', 'options')}”: ${properties.join(' · ')}`
}

function columns(panel: unknown): readonly string[] {
  const names = listAt(panel, 'transformations').map(step => at(step, 'options', 'renameByName'))
  return names.flatMap(renamed => Object.entries(Object(renamed)).map(([from, to]) => `${from} → ${to}`))
}

function colour(code: string): string {
  return toneOf(code) ?? code
}
