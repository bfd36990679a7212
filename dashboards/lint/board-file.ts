import { diagnosticAt, type Parsed, type SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { jsonMistake } from '../../lib/json/mistake.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { at, type JsonPath, textAt } from '../../lib/json/path.ts'
import { placesOf } from '../../lib/json/places.ts'
import { type LintedBoard, readBoard } from './linted-board.ts'

/**
 * Reads a file that should be a dashboard, in any of Grafana's wrappings; undefined when it is none, with the reason.
 */
export function parseBoard(file: SourceFile): Parsed<LintedBoard | undefined> {
  if (file.text.trim() === '')
    return refused(file, [0, 1], 'empty-file', 'The file is empty', 'Export the dashboard again.')
  const json = parseJson(file.text)
  if (json === undefined) {
    const mistake = jsonMistake(file.text)
    const { range, message, help } = mistake ?? {
      range: [0, 1] as const,
      message: 'This is not JSON',
      help: 'Export the dashboard again.',
    }
    return refused(file, range, 'not-json', message, help)
  }
  const root = WRAPPINGS.find(path => isDashboard(at(json, ...path)))
  if (root !== undefined) return { value: readBoard(file, at(json, ...root), root), diagnostics: [] }
  const shape = SHAPES.find(({ isIt }) => isIt(json))
  const { code = 'not-a-dashboard', message, help, path = [] } = shape?.say(json) ?? NOTHING
  return refused(file, path.length === 0 ? [0, 1] : placesOf(file)(path), code, message, help)
}

function refused(
  file: SourceFile,
  range: readonly [number, number],
  code: string,
  message: string,
  help: string,
): Parsed<undefined> {
  return { value: undefined, diagnostics: [diagnosticAt(file, range, { severity: 'error', code, message, help })] }
}

/** Where a dashboard stands in its file: alone or exported for sharing, in an API response, in a Kubernetes object. */
const WRAPPINGS: readonly JsonPath[] = [[], ['dashboard'], ['spec']]

/** The keys that a dashboard of the classic model has beside its title; an empty one may have only one of them. */
const OWN_KEYS = ['panels', 'rows', 'templating', 'schemaVersion', 'annotations']

function isDashboard(json: unknown): boolean {
  if (isObject(at(json, 'elements')) || typeof at(json, 'type') === 'string') return false
  if (Array.isArray(at(json, 'panels')) || Array.isArray(at(json, 'rows'))) return true
  return typeof at(json, 'title') === 'string' && OWN_KEYS.some(key => at(json, key) !== undefined)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Something that is often mistaken for a dashboard, and what to do with it. */
interface Shape {
  readonly isIt: (json: unknown) => boolean
  readonly say: (json: unknown) => {
    readonly code?: string
    readonly message: string
    readonly help: string
    readonly path?: JsonPath
  }
}

const V2_PATHS: readonly JsonPath[] = [
  ['spec', 'elements'],
  ['dashboard', 'spec', 'elements'],
  ['dashboard', 'elements'],
  ['elements'],
]

const SHAPES: readonly Shape[] = [
  {
    isIt: json => V2_PATHS.some(path => isObject(at(json, ...path))),
    say: json => ({
      code: 'dashboard-v2',
      message: 'This dashboard is in schema v2 (“elements” and “layout”), and only the classic model is read',
      help: 'Export it from Grafana with “Classic” as the model.',
      path: V2_PATHS.find(path => isObject(at(json, ...path))) ?? [],
    }),
  },
  {
    isIt: json => textAt(json, 'apiVersion') !== '' && textAt(json, 'kind') !== '',
    say: json => ({
      message: `This is a Kubernetes object of kind ${textAt(json, 'kind')}, and no dashboard`,
      help: 'If it carries dashboards, as a ConfigMap does in “data”, write each into a file of its own.',
      path: ['kind'],
    }),
  },
  {
    isIt: json => Array.isArray(json),
    say: () => ({
      message: 'This is a list, and a dashboard is an object',
      help: 'Write each dashboard into a file of its own.',
    }),
  },
  {
    isIt: json =>
      isObject(json) &&
      Object.values(Object(json)).some(value => textAt(value, 'digest') !== '' && isObject(at(value, 'panels'))),
    say: () => ({
      message: 'This is the lock of generated dashboards, and no dashboard',
      help: 'Lint the files beside it.',
    }),
  },
  {
    isIt: json =>
      typeof at(json, 'type') === 'string' && (at(json, 'targets') !== undefined || at(json, 'gridPos') !== undefined),
    say: () => ({ message: 'This is one panel, and no dashboard', help: 'Export the whole dashboard.' }),
  },
]

const NOTHING: ReturnType<Shape['say']> = {
  message: 'This is no dashboard: it has no panels, no rows and no schema version',
  help: 'Export the dashboard from Grafana, or name another file.',
}
