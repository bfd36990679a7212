import { listAt, textAt } from '../../../lib/json/path.ts'
import type { LintedPanel } from '../linted-board.ts'
import { eachPanel, LEGACY, type Rule } from '../rule.ts'
import { UNIT_IDS } from '../units.ts'

const CUSTOM = /^(suffix|prefix|time|si|count|currency|bool):.+/

/** Types whose values carry no unit of their own. */
const UNITLESS = new Set([
  'text',
  'logs',
  'dashlist',
  'news',
  'alertlist',
  'annolist',
  'nodeGraph',
  'traces',
  'flamegraph',
])

export const unitKnown: Rule = {
  code: 'unit-known',
  summary: 'Every panel has a unit that Grafana knows.',
  why: 'A number without a unit cannot be read, and Grafana shows an unknown unit id as text.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      const unit = textAt(panel.json, 'fieldConfig', 'defaults', 'unit') || axisUnit(panel)
      const overrides = overrideUnits(panel.json)
      if (LEGACY.has(panel.type) || UNITLESS.has(panel.type)) return undefined
      const path = [...panel.path, 'fieldConfig', 'defaults', 'unit']
      const help = 'Use an id of Grafana’s list, such as “s” or “percentunit”, or write “suffix: files”.'
      if (unit === '' && overrides.length === 0) {
        return panel.targets.length === 0 || showsText(panel)
          ? undefined
          : { path, message: 'the panel has no unit', help }
      }
      const unknown = [unit, ...overrides].find(
        id => id !== '' && !UNIT_IDS.has(id) && !CUSTOM.test(id) && !id.includes('$'),
      )
      return unknown === undefined ? undefined : { path, message: `Grafana knows no unit “${unknown}”`, help }
    }),
}

/** Whether a panel shows names or labels, whose values are no numbers. */
function showsText({ json }: LintedPanel): boolean {
  return textAt(json, 'options', 'textMode') === 'name' || textAt(json, 'options', 'reduceOptions', 'fields') !== ''
}

function overrideUnits(panel: unknown): readonly string[] {
  return listAt(panel, 'fieldConfig', 'overrides').flatMap(override =>
    listAt(override, 'properties')
      .filter(property => textAt(property, 'id') === 'unit')
      .map(property => textAt(property, 'value')),
  )
}

/** A heatmap's unit is that of its axis; before Grafana 9 it stood beside the options. */
function axisUnit({ json }: LintedPanel): string {
  return textAt(json, 'options', 'yAxis', 'unit') || textAt(json, 'yAxis', 'format')
}
