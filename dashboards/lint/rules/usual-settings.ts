import type { JsonPath } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import { own } from '../../../lib/own.ts'
import { partOf, type Rule } from '../rule.ts'
import { BOARD_SETTINGS, PANEL_SETTINGS } from '../settings.ts'

/** Parts of a panel of which every setting must be known: an unknown one may hide, shift or recolour what is shown. */
const KNOWN_ONLY =
  /^(?!options\.|fieldConfig\.(?:overrides\.\*\.properties\.\*\.value|defaults\.mappings\.\*\.options))/

export const usualSettings: Rule = {
  code: 'usual-settings',
  summary: 'Our panels and dashboards have only settings, with values, that have been proven.',
  why: 'One setting hides a series, takes another moment or another calculation, and neither text nor query shows it.',
  scope: 'ours',
  check: board => [
    ...board.panels.flatMap(panel =>
      leaves(panel.json).flatMap(({ path, value }) => {
        const pattern = patternOf(path)
        const allowed = own(PANEL_SETTINGS, `${panel.type} ${pattern}`) ?? own(PANEL_SETTINGS, pattern)
        const isBad = allowed === undefined ? KNOWN_ONLY.test(pattern) : allowed !== 'any' && !allowed.includes(value)
        return isBad ? [{ ...finding([...panel.path, ...path], pattern, value), part: partOf(panel) }] : []
      }),
    ),
    ...leaves(board.json).flatMap(({ path, value }) => {
      const allowed = own(BOARD_SETTINGS, patternOf(path))
      return allowed === undefined || allowed === 'any' || allowed.includes(value)
        ? []
        : [finding([...board.root, ...path], patternOf(path), value)]
    }),
  ],
}

type Scalar = string | number | boolean | null

function finding(path: JsonPath, pattern: string, value: Scalar): Finding {
  return {
    path,
    message: `${pattern} is ${JSON.stringify(value)}, which no dashboard of ours has`,
    help: 'If it is meant, look at what Grafana makes of it, and add it to dashboards/lint/settings.ts.',
  }
}

/** Every value in a document that holds no others, with its path; what is empty holds nothing. */
function leaves(json: unknown, path: JsonPath = []): readonly { readonly path: JsonPath; readonly value: Scalar }[] {
  if (Array.isArray(json)) return json.flatMap((item, index) => leaves(item, [...path, index]))
  if (typeof json === 'object' && json !== null) {
    return Object.entries(json).flatMap(([key, value]) => leaves(value, [...path, key]))
  }
  return [{ path, value: json as Scalar }]
}

/** Names that stand for themselves behind these are any name. */
const OF_NAMES = /^(gridPos|datasource|text|excludeByName|includeByName|indexByName|renameByName)$/

function patternOf(path: JsonPath): string {
  return path
    .map((key, index) => {
      const before = String(path[index - 1] ?? '')
      const isOfList = typeof path[index - 1] === 'number' && /^(links|sortBy)$/.test(String(path[index - 2]))
      return typeof key === 'number' || OF_NAMES.test(before) || isOfList ? '*' : key
    })
    .join('.')
}
