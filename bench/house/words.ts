import { type Finding, findingAt, lineAt, nonBlankLines, type Source } from './source.ts'
import { nodesOf } from './syntax.ts'

/** Words of a story where the field has plain ones. */
const STORY_WORDS =
  /\b(told|tell|tells|telling|nobody|whoever|anew|bears?|lived|lives? through|believe[sd]?|seldom)\b/gi

/** How often the words stand in a kind of text; `units` is what the figure is per thousand of. */
export interface WordCount {
  readonly name: string
  readonly unit: string
  readonly units: number
  readonly findings: readonly Finding[]
}

/** Comment lines of source files: every line that a comment stands on, also after code. */
export function wordsInComments(name: string, sources: readonly Source[]): WordCount {
  const units = sources.reduce((sum, source) => sum + commentLines(source), 0)
  const findings = sources.flatMap(source =>
    source.comments.flatMap(({ value, start }) => wordsIn(source, start + 2, value)),
  )
  return { name, unit: 'comment lines', units, findings }
}

/** How many lines of a file comments stand on, their delimiters' own lines among them. */
function commentLines(source: Source): number {
  const lines = source.comments.flatMap(({ start, end }) => {
    const first = lineAt(source, start)
    return Array.from({ length: lineAt(source, end) - first + 1 }, (_, index) => first + index)
  })
  return new Set(lines).size
}

/** Texts with a blank in them: messages where they are one line, help texts and pages where they are several. */
export function wordsInTexts(sources: readonly Source[]): readonly [messages: WordCount, helpTexts: WordCount] {
  const texts = sources.flatMap(source => textsOf(source).map(text => ({ ...text, source })))
  const messages = texts.filter(({ lines }) => lines === 1)
  const helpTexts = texts.filter(({ lines }) => lines > 1)
  const found = (some: typeof texts) =>
    some.flatMap(({ source, parts }) => parts.flatMap(({ start, text }) => wordsIn(source, start, text)))
  return [
    { name: 'messages', unit: 'texts of one line', units: messages.length, findings: found(messages) },
    {
      name: 'help texts',
      unit: 'lines of longer texts',
      units: helpTexts.reduce((sum, { lines }) => sum + lines, 0),
      findings: found(helpTexts),
    },
  ]
}

interface Text {
  readonly parts: readonly { readonly start: number; readonly text: string }[]
  readonly lines: number
}

/** The string and template literals of a file that contain a blank, with the parts between their `${…}`. */
function textsOf({ program }: Source): readonly Text[] {
  const strings = nodesOf(program, 'Literal').flatMap(node =>
    typeof node.value === 'string' ? [[{ start: node.start, text: node.value }]] : [],
  )
  const templates = nodesOf(program, 'TemplateLiteral').map(({ quasis }) =>
    quasis.map(({ start, value }) => ({ start, text: value.raw })),
  )
  return [...strings, ...templates]
    .map(parts => ({ parts, lines: nonBlankLines(parts.map(({ text }) => text).join('')) }))
    .filter(({ parts }) => parts.some(({ text }) => text.includes(' ')))
}

/** Names in code, taken apart into their words: `isLongName`, `LONG_NAME`. */
export function wordsInNames(sources: readonly Source[]): WordCount {
  const findings: Finding[] = []
  let units = 0
  for (const source of sources) {
    for (const { name, start } of nodesOf(source.program, 'Identifier')) {
      units += 1
      const words = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').replaceAll('_', ' ')
      findings.push(...wordsIn(source, start, words))
    }
  }
  return { name: 'names in code', unit: 'identifiers', units, findings }
}

/** A document, relative to the checkout. */
export interface Document {
  readonly file: string
  readonly text: string
}

/** Sentences of documents, without their code blocks; a heading, a list item and a table row end a sentence, too. */
export function wordsInDocuments(documents: readonly Document[]): WordCount {
  const findings: Finding[] = []
  let units = 0
  for (const { file, text } of documents) {
    const prose = text.replace(/^```.*?^```/gms, block => block.replace(/[^\n]/g, ''))
    units += sentences(prose)
    prose.split('\n').forEach((line, index) => {
      for (const [word] of line.matchAll(STORY_WORDS))
        findings.push({ file, line: index + 1, text: word.toLowerCase() })
    })
  }
  return { name: 'documents', unit: 'sentences', units, findings }
}

function sentences(prose: string): number {
  return prose.split(/\n\s*\n|\n(?=\s*(?:[-*#|]|\d+\.)\s?)|(?<=[.!?:])\s+/).filter(part => /[a-z]/i.test(part)).length
}

function wordsIn(source: Source, start: number, text: string): readonly Finding[] {
  return [...text.matchAll(STORY_WORDS)].map(match => findingAt(source, start + match.index, match[0].toLowerCase()))
}
