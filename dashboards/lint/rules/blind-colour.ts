import { type JsonPath, listAt, textAt } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import { NEUTRAL, toneOf } from '../../panels/tones.ts'
import type { LintedPanel } from '../linted-board.ts'
import { partOf, type Rule } from '../rule.ts'

export const blindColour: Rule = {
  code: 'blind-colour',
  summary:
    'Without a value our panels are purple; where that is as it should be they are neutral, and say so. With thresholds they are coloured by these.',
  why: 'No data in any other colour, or in none, is taken for good news.',
  scope: 'ours',
  check: board => board.panels.flatMap(panel => [...ofPanel(panel), ...ofColumns(panel)]),
}

/** Types of panels that judge, and what the lowest step may be besides purple. */
const BASES = new Map<string, readonly string[]>(
  Object.entries({
    stat: [],
    bargauge: [],
    table: [],
    'state-timeline': ['transparent'],
  }),
)

const HELP = 'Leave colours without a value to describe(), and set isQuietWhenEmpty with a text of its own.'

function ofPanel(panel: LintedPanel): readonly Finding[] {
  const others = BASES.get(panel.type)
  if (others === undefined) return []
  const path: JsonPath = [...panel.path, 'fieldConfig', 'defaults']
  const field = ['fieldConfig', 'defaults'] as const
  const isQuiet = textAt(panel.json, ...field, 'noValue') !== 'No data'
  const base = textAt(listAt(panel.json, ...field, 'thresholds', 'steps')[0], 'color')
  const empty = emptyColour(listAt(panel.json, ...field, 'mappings'))
  const finding = (at: JsonPath, message: string): Finding => ({
    path: [...path, ...at],
    part: partOf(panel),
    message,
    help: HELP,
  })
  return [
    ...(isOfOneColour(panel) ? [finding(['color', 'mode'], 'it has thresholds, and one colour for all values')] : []),
    ...(isBlind(base) || (isQuiet && others.includes(base))
      ? []
      : [finding(['thresholds'], `its lowest step is ${base}`)]),
    ...(empty === undefined || isBlind(empty) || (isQuiet && empty === NEUTRAL)
      ? []
      : [finding(['mappings'], `without a value it is ${empty}`)]),
  ]
}

/** A column whose cells may be empty has a mapping for that; all others are purple. */
function ofColumns(panel: LintedPanel): readonly Finding[] {
  return listAt(panel.json, 'fieldConfig', 'overrides').flatMap((override, index) => {
    const own = (id: string) => listAt(override, 'properties').find(property => textAt(property, 'id') === id)
    const [base] = listAt(own('thresholds'), 'value', 'steps')
    if (base === undefined) return []
    const isOptional = emptyColour(listAt(own('mappings'), 'value')) === 'transparent'
    const colour = textAt(base, 'color')
    if (isBlind(colour) || (isOptional && colour === 'transparent')) return []
    return [
      {
        path: [...panel.path, 'fieldConfig', 'overrides', index],
        part: partOf(panel),
        message: `a cell of “${textAt(override, 'matcher', 'options')}” without a value is ${colour}`,
        help: HELP,
      },
    ]
  })
}

function emptyColour(mappings: readonly unknown[]): string | undefined {
  const mapping = mappings.find(candidate => /null/.test(textAt(candidate, 'options', 'match')))
  return mapping === undefined ? undefined : textAt(mapping, 'options', 'result', 'color')
}

function isBlind(colour: string): boolean {
  return toneOf(colour) === 'blind'
}

function isOfOneColour({ type, json }: LintedPanel): boolean {
  const field = ['fieldConfig', 'defaults'] as const
  const steps = listAt(json, ...field, 'thresholds', 'steps')
  return (
    (type === 'stat' || type === 'bargauge') &&
    steps.length > 1 &&
    textAt(json, ...field, 'color', 'mode') !== 'thresholds'
  )
}
