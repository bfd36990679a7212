import { at, type JsonPath, listAt, textAt } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import { columnsOf } from '../columns.ts'
import { linksOf } from '../links.ts'
import type { LintedPanel } from '../linted-board.ts'
import { partOf, type Rule } from '../rule.ts'

export const namesExist: Rule = {
  code: 'names-exist',
  summary: 'Overrides, sorting, transformations and links name series and columns that the panel has.',
  why: 'A setting for a series or column that does not exist has no effect, and Grafana reports no error.',
  scope: 'ours',
  check: (board, world) =>
    board.panels.flatMap(panel => {
      const columns = columnsOf(panel, world)
      const isShown = columns?.isShown ?? seriesNamer(panel)
      const known = columns?.shown ?? panel.targets.map(({ json }) => textAt(json, 'legendFormat'))
      const help = `There is: ${known.join(', ') || 'nothing'}.`
      const finding = (path: JsonPath, message: string): Finding => ({ path, part: partOf(panel), message, help })
      return [
        ...namesIn(panel)
          .filter(({ name }) => !isShown(name))
          .map(({ name, path }) => finding(path, `a setting is for “${name}”, which the panel does not show`)),
        ...(columns === undefined ? [] : arranged(panel))
          .filter(({ name }) => columns?.isYielded(name) === false)
          .map(({ name, path }) => finding(path, `a column “${name}” is arranged, which no query yields`)),
        ...linksOf(panel)
          .flatMap(({ takes, path }) =>
            takes.filter(({ from }) => from === 'column').map(({ name }) => ({ name, path })),
          )
          .filter(({ name }) => !/^\d+$/.test(name) && columns?.isShown(name) !== true)
          .map(({ name, path }) => finding(path, `a link takes the column “${name}”, which the panel does not show`)),
      ]
    }),
}

interface Named {
  readonly name: string
  readonly path: JsonPath
}

/** Whether a series of the panel can have the name, from how its queries name theirs. */
function seriesNamer(panel: LintedPanel): (name: string) => boolean {
  const patterns = panel.targets.map(({ json }) => {
    const parts = textAt(json, 'legendFormat').split(/\{\{[^}]*\}\}/)
    return new RegExp(`^${parts.map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`)
  })
  return name => patterns.some(pattern => pattern.test(name))
}

/**
 * Every name in the panel's settings: of overrides, of the upper and lower line of a band, of the column to sort by.
 */
function namesIn(panel: LintedPanel): readonly Named[] {
  const overrides = listAt(panel.json, 'fieldConfig', 'overrides').flatMap((override, index): readonly Named[] => {
    const path: JsonPath = [...panel.path, 'fieldConfig', 'overrides', index]
    const own = textAt(override, 'matcher', 'id') === 'byName' ? textAt(override, 'matcher', 'options') : ''
    const fills = listAt(override, 'properties').flatMap((property, place) =>
      textAt(property, 'id') === 'custom.fillBelowTo'
        ? [{ name: textAt(property, 'value'), path: [...path, 'properties', place, 'value'] }]
        : [],
    )
    return own === '' ? fills : [{ name: own, path: [...path, 'matcher', 'options'] }, ...fills]
  })
  const sorted = listAt(panel.json, 'options', 'sortBy').map((sort, index) => ({
    name: textAt(sort, 'displayName'),
    path: [...panel.path, 'options', 'sortBy', index, 'displayName'],
  }))
  return [...overrides, ...sorted]
}

/** The columns that are put in order, renamed, shown or hidden. */
function arranged(panel: LintedPanel): readonly Named[] {
  return listAt(panel.json, 'transformations').flatMap((step, index) =>
    ['includeByName', 'indexByName', 'renameByName'].flatMap(key =>
      Object.keys(Object(at(step, 'options', key))).map(name => ({
        name,
        path: [...panel.path, 'transformations', index, 'options', key, name],
      })),
    ),
  )
}
