import { at, type JsonPath, listAt, numberAt, textAt } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import type { Tone } from '../../../slo/report/tones.ts'
import { toneOf } from '../../panels/tones.ts'
import type { LintedPanel } from '../linted-board.ts'
import { meaningsOfWord } from '../meanings.ts'
import { partOf, type Rule } from '../rule.ts'

export const wordsMean: Rule = {
  code: 'words-mean',
  summary: 'A word for a value has the colour of what it means, and of the threshold that the value has passed.',
  why: 'A green “fails”, or “none” where there is one, is read and believed at once.',
  scope: 'ours',
  check: board => board.panels.flatMap(panel => placesOf(panel).flatMap(place => problemsOf(place, panel))),
}

/** The mappings of a panel, or of a column, with the thresholds beside them. */
interface Place {
  readonly path: JsonPath
  readonly mappings: readonly unknown[]
  readonly steps: readonly unknown[]
}

function placesOf(panel: LintedPanel): readonly Place[] {
  const field = ['fieldConfig', 'defaults'] as const
  const overrides = listAt(panel.json, 'fieldConfig', 'overrides').map((override, index) => {
    const own = (id: string) =>
      at(
        listAt(override, 'properties').find(found => textAt(found, 'id') === id),
        'value',
      )
    return {
      path: [...panel.path, 'fieldConfig', 'overrides', index],
      mappings: listAt({ list: own('mappings') }, 'list'),
      steps: listAt(own('thresholds'), 'steps'),
    }
  })
  return [
    {
      path: [...panel.path, ...field, 'mappings'],
      mappings: listAt(panel.json, ...field, 'mappings'),
      steps: listAt(panel.json, ...field, 'thresholds', 'steps'),
    },
    ...overrides,
  ]
}

function problemsOf({ path, mappings, steps }: Place, panel: LintedPanel): readonly Finding[] {
  return mappings.flatMap(wordsOf).flatMap(({ value, text, tone }) => {
    const message = problemOf(text, tone) ?? against(steps, value, text, tone)
    return message === undefined
      ? []
      : [{ path, part: partOf(panel), message, help: 'The words are listed in dashboards/lint/meanings.ts.' }]
  })
}

interface ToneWord {
  readonly value: number | undefined
  readonly text: string
  readonly tone: Tone | undefined
}

function wordsOf(mapping: unknown): readonly ToneWord[] {
  const options = at(mapping, 'options')
  const word = (result: unknown, value: number | undefined): ToneWord => ({
    value,
    text: textAt(result, 'text'),
    tone: toneOf(textAt(result, 'color')),
  })
  if (textAt(mapping, 'type') === 'range') return [word(at(options, 'result'), numberAt(options, 'from'))]
  if (textAt(mapping, 'type') !== 'value') return []
  return Object.entries(Object(options)).map(([value, result]) => word(result, Number(value)))
}

function problemOf(text: string, tone: Tone | undefined): string | undefined {
  // Another rule reports a colour without a text.
  if (text === '') return undefined
  const meanings = meaningsOfWord(text)
  if (meanings.length === 0) return `it is not known what “${text}” means`
  if (tone === undefined || meanings.includes(tone)) return undefined
  return `“${text}” means ${meanings.join(' or ')}, and has the colour of ${tone}`
}

/** A word at a value beyond a threshold has that threshold's tone. */
function against(
  steps: readonly unknown[],
  value: number | undefined,
  text: string,
  tone: Tone | undefined,
): string | undefined {
  if (value === undefined || tone === undefined) return undefined
  const passed = steps.findLast(step => (numberAt(step, 'value') ?? Number.POSITIVE_INFINITY) <= value)
  const expected = toneOf(textAt(passed, 'color'))
  if (expected === undefined || expected === tone) return undefined
  return `“${text}” stands for ${value}, which the thresholds call ${expected}`
}
