import { at, listAt, textAt } from '../../lib/json/path.ts'
import type { LintedPanel, LintedTarget } from './linted-board.ts'

/** The name under which a panel shows what a query yields: the title of a table's column, else the legend. */
export function shownName(panel: LintedPanel, target: LintedTarget): string {
  if (panel.type !== 'table') return textAt(target.json, 'legendFormat')
  const own = panel.targets.length === 1 ? 'Value' : `Value #${textAt(target.json, 'refId')}`
  const renamed = listAt(panel.json, 'transformations').map(step => textAt(step, 'options', 'renameByName', own))
  return renamed.find(name => name !== '') ?? own
}

/** A setting of what a query yields: that of an override for its name, else that of the panel. */
export function settingOf(panel: LintedPanel, target: LintedTarget, setting: string): unknown {
  const name = shownName(panel, target)
  const own = listAt(panel.json, 'fieldConfig', 'overrides')
    .filter(override => textAt(override, 'matcher', 'options') === name)
    .flatMap(override => listAt(override, 'properties'))
    .find(property => textAt(property, 'id') === setting)
  return own === undefined ? at(panel.json, 'fieldConfig', 'defaults', ...setting.split('.')) : at(own, 'value')
}
