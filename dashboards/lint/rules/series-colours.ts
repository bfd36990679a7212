import { listAt, numberAt, textAt } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import type { Tone } from '../../../slo/report/tones.ts'
import { SERIES_COLOURS, toneOf } from '../../panels/tones.ts'
import type { LintedBoard, LintedPanel } from '../linted-board.ts'
import { meaningOfName } from '../meanings.ts'
import { partOf, type Rule } from '../rule.ts'
import { shownName } from '../shown-names.ts'

export const seriesColours: Rule = {
  code: 'series-colours',
  summary: 'A series has the colour of what its name means, two series have two colours, and both can be seen.',
  why: 'A red that means nothing, or a green that means “failed”, is read before the legend is.',
  scope: 'ours',
  check: board => [
    ...board.panels
      .filter(({ type }) => type === 'timeseries')
      .flatMap(panel => [...meanings(panel), ...twins(panel), ...unseen(panel)]),
    ...annotations(board),
  ],
}

const HELP = 'Give it the tone that its name means (“toned”), or one of SERIES_COLOURS.'

interface Coloured {
  readonly index: number
  readonly name: string
  readonly colour: string
  /** Whether it has no line of its own, as the edge of a band. */
  readonly isEdge: boolean
}

function coloured(panel: LintedPanel): readonly Coloured[] {
  const overrides = listAt(panel.json, 'fieldConfig', 'overrides')
  const byName = new Map<string, Coloured>()
  overrides.forEach((override, index) => {
    const name = textAt(override, 'matcher', 'options')
    const properties = listAt(override, 'properties')
    const own = (id: string) => properties.find(property => textAt(property, 'id') === id)
    const colour = textAt(own('color'), 'value', 'fixedColor') || (byName.get(name)?.colour ?? '')
    const isEdge = numberAt(own('custom.lineWidth'), 'value') === 0 || byName.get(name)?.isEdge === true
    byName.set(name, { index, name, colour, isEdge })
  })
  return [...byName.values()].filter(({ colour }) => colour !== '')
}

function meanings(panel: LintedPanel): readonly Finding[] {
  const known = coloured(panel)
  const finding = (path: readonly (string | number)[], message: string): Finding => ({
    path: [...panel.path, ...path],
    part: partOf(panel),
    message,
    help: HELP,
  })
  return [
    ...known.flatMap(({ index, name, colour }) => {
      const [tone, meaning] = [toneOf(colour), meaningOfName(name)]
      if (tone === meaning) return []
      const message = `“${name}” has ${tone === undefined ? 'no tone' : `the colour of “${tone}”`}, and means ${meaning === undefined ? 'none' : `“${meaning}”`}`
      return [finding(['fieldConfig', 'overrides', index], message)]
    }),
    ...panel.targets
      .map(target => shownName(panel, target))
      .filter(name => meaningOfName(name) !== undefined && known.every(other => other.name !== name))
      .map(name =>
        finding(
          ['fieldConfig', 'overrides'],
          `“${name}” has a colour of the palette, and means “${meaningOfName(name)}”`,
        ),
      ),
  ]
}

function twins(panel: LintedPanel): readonly Finding[] {
  const own = coloured(panel).filter(({ colour, isEdge }) => toneOf(colour) === undefined && !isEdge)
  if (own.length > SERIES_COLOURS.length) return []
  return own.flatMap(({ index, name, colour }, place) => {
    const twin = own.slice(0, place).find(other => other.colour === colour)
    if (twin === undefined) return []
    return [
      {
        path: [...panel.path, 'fieldConfig', 'overrides', index],
        part: partOf(panel),
        message: `“${twin.name}” and “${name}” have one colour`,
        help: HELP,
      },
    ]
  })
}

/** A line without width above nothing that is filled. */
function unseen(panel: LintedPanel): readonly Finding[] {
  const [width, fill] = ['lineWidth', 'fillOpacity'].map(key =>
    numberAt(panel.json, 'fieldConfig', 'defaults', 'custom', key),
  )
  const isDrawn = width !== 0 || fill !== 0
  const isFilled = textAt(panel.json, 'fieldConfig', 'defaults', 'custom', 'drawStyle') !== 'bars' || fill !== 0
  if (isDrawn && isFilled) return []
  return [
    {
      path: [...panel.path, 'fieldConfig', 'defaults', 'custom', 'fillOpacity'],
      part: partOf(panel),
      message: 'what it draws has neither width nor filling',
      help: 'Give lines a width, and areas and bars a filling.',
    },
  ]
}

function annotations(board: LintedBoard): readonly Finding[] {
  return listAt(board.json, 'annotations', 'list').flatMap((annotation, index) => {
    const [name, tone] = [textAt(annotation, 'name'), toneOf(textAt(annotation, 'iconColor'))]
    const meaning = ANNOTATIONS.get(name)
    if (tone === meaning) return []
    return [
      {
        path: [...board.root, 'annotations', 'list', index, 'iconColor'],
        message: `the annotation “${name}” ${meaning === undefined ? 'has the colour of a tone' : `is not in the colour of “${meaning}”`}`,
        help: 'Pages are red; what is neither good nor bad has no tone.',
      },
    ]
  })
}

const ANNOTATIONS: ReadonlyMap<string, Tone> = new Map([['Pages', 'bad']])
