import { at, type JsonPath, listAt, textAt, textsIn } from '../../lib/json/path.ts'
import { toneOf } from '../panels/tones.ts'
import { normalised } from '../promql/parse.ts'

/** Dashboards of one state of the repository, by uid, and what each costs Prometheus. */
export interface BoardsState {
  readonly boards: ReadonlyMap<string, unknown>
  /** Samples that one load of a dashboard reads. */
  readonly costs: Readonly<Record<string, number>>
}

/**
 * What changed between two states of the dashboards, as Markdown for a pull request: panels and queries, not lines of
 * JSON.
 */
export function diffBoards(before: BoardsState, after: BoardsState): string {
  const uids = [...new Set([...before.boards.keys(), ...after.boards.keys()])].sort()
  const sections = uids.flatMap(uid => {
    const lines = boardLines(before.boards.get(uid), after.boards.get(uid))
    const cost = costLine(before.costs[uid], after.costs[uid])
    const all = cost === undefined ? lines : [...lines, cost]
    const title = textAt(after.boards.get(uid), 'title') || textAt(before.boards.get(uid), 'title')
    return all.length === 0 ? [] : [`### ${title} (\`${uid}\`)\n\n${all.join('\n')}\n`]
  })
  return sections.length === 0 ? 'No dashboard changed.\n' : `## Dashboards\n\n${sections.join('\n')}`
}

function boardLines(before: unknown, after: unknown): readonly string[] {
  if (before === undefined) return [`- dashboard added, ${panelsById(after).size} panels`]
  if (after === undefined) return ['- dashboard removed']
  const old = panelsById(before)
  const now = panelsById(after)
  const added = [...now]
    .filter(([id]) => !old.has(id))
    .map(([, panel]) => `- added **${textAt(panel, 'title')}** (${textAt(panel, 'type')})`)
  const removed = [...old].filter(([id]) => !now.has(id)).map(([, panel]) => `- removed **${textAt(panel, 'title')}**`)
  const changed = [...now].flatMap(([id, panel]) => {
    const found = old.has(id) ? panelLines(old.get(id), panel) : []
    return found.length === 0 ? [] : [`- **${textAt(panel, 'title')}**`, ...found.map(line => `  - ${line}`)]
  })
  return [...frameLines(before, after), ...added, ...removed, ...changed]
}

/** The aspects of a dashboard besides its panels. */
const FRAME: readonly (readonly [name: string, path: JsonPath])[] = [
  ['title', ['title']],
  ['description', ['description']],
  ['time range', ['time', 'from']],
  ['refresh', ['refresh']],
  ['variables', ['templating', 'list']],
  ['annotations', ['annotations', 'list']],
  ['links', ['links']],
]

function frameLines(before: unknown, after: unknown): readonly string[] {
  return FRAME.flatMap(([name, path]) => {
    const [old, now] = [at(before, ...path), at(after, ...path)]
    if (JSON.stringify(old) === JSON.stringify(now)) return []
    return [typeof now === 'string' ? `- ${name}: ${arrow(String(old), now)}` : `- ${name} changed`]
  }).concat(otherLines(before, after, FRAME_ASPECTS).map(line => `- ${line}`))
}

function panelsById(board: unknown): ReadonlyMap<number, unknown> {
  const panels = listAt(board, 'panels').filter(panel => textAt(panel, 'type') !== 'row')
  return new Map(panels.map(panel => [Number(at(panel, 'id')), panel]))
}

/** The aspects of a panel that matter in a review, each with its text. */
const ASPECTS: readonly (readonly [name: string, textOf: (panel: unknown) => string])[] = [
  ['type', panel => textAt(panel, 'type')],
  ['unit', panel => textAt(panel, 'fieldConfig', 'defaults', 'unit')],
  ['thresholds', panel => steps(at(panel, 'fieldConfig', 'defaults', 'thresholds', 'steps'))],
  ['words', panel => JSON.stringify(at(panel, 'fieldConfig', 'defaults', 'mappings') ?? [])],
  ['no value', panel => textAt(panel, 'fieldConfig', 'defaults', 'noValue')],
  ['leads to', panel => linksOf(panel)],
  [
    'names of series',
    panel =>
      listAt(panel, 'targets')
        .map(target => textAt(target, 'legendFormat') ?? '')
        .join(', '),
  ],
  ['time range', panel => textAt(panel, 'timeFrom')],
  ['columns and series', panel => JSON.stringify(at(panel, 'fieldConfig', 'overrides') ?? [])],
  ['size', panel => `${at(panel, 'gridPos', 'w')} × ${at(panel, 'gridPos', 'h')}`],
  ['description', panel => textAt(panel, 'description')],
]

/** Longer values are reported as changed, and not written out. */
const SHORT = 80

function panelLines(before: unknown, after: unknown): readonly string[] {
  const aspects = ASPECTS.flatMap(([name, textOf]) => {
    const [old, now] = [textOf(before), textOf(after)]
    if (old === now) return []
    return [old.length > SHORT || now.length > SHORT ? `${name} changed` : `${name}: ${arrow(old, now)}`]
  })
  return [...queryLines(before, after), ...aspects, ...otherLines(before, after, PANEL_ASPECTS)]
}

/** What the aspects of a panel cover already; the title is that of the section, the place follows from the others. */
const PANEL_ASPECTS =
  /^(title|id|type|description|timeFrom|gridPos\.\w|fieldConfig\.defaults\.(unit|noValue|thresholds\.steps.*|mappings.*|links.*)|fieldConfig\.overrides.*|targets\[\d+\]\.(expr|legendFormat|refId))$/

/** What the aspects of a frame cover already, and what changes with every generation. */
const FRAME_ASPECTS =
  /^(title|description|time\.from|refresh|uid|tags.*|(panels|templating\.list|annotations\.list|links).*)$/

/** Every other field that changed, by its path: no setting is too small to hide a series. */
function otherLines(before: unknown, after: unknown, covered: RegExp): readonly string[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter(path => !covered.test(path) && old.get(path) !== now.get(path))
    .map(path => `${path}: ${arrow(old.get(path) ?? '', now.get(path) ?? '')}`)
}

/** Every value in a document that holds no others, by its path as text. */
function fieldsOf(json: unknown, path = ''): ReadonlyMap<string, string> {
  if (Array.isArray(json) && json.length > 0) {
    return new Map(json.flatMap((item, index) => [...fieldsOf(item, `${path}[${index}]`)]))
  }
  if (typeof json === 'object' && json !== null && Object.keys(json).length > 0) {
    return new Map(
      Object.entries(json).flatMap(([key, value]) => [...fieldsOf(value, path === '' ? key : `${path}.${key}`)]),
    )
  }
  return new Map(json === undefined ? [] : [[path, JSON.stringify(json)]])
}

/** Queries are compared as trees: another way to write the same query is no change. */
function queryLines(before: unknown, after: unknown): readonly string[] {
  const [old, now] = [queriesOf(before), queriesOf(after)]
  const ids = [...new Set([...old.keys(), ...now.keys()])]
  return ids.flatMap(id => {
    const [was, is] = [old.get(id), now.get(id)]
    if (was === undefined) return [`query ${id} added: \`${is}\``]
    if (is === undefined) return [`query ${id} removed: \`${was}\``]
    return normalised(was) === normalised(is) ? [] : [`query ${id}: \`${was}\` → \`${is}\``]
  })
}

function queriesOf(panel: unknown): ReadonlyMap<string, string> {
  return new Map(
    listAt(panel, 'targets').map(target => [textAt(target, 'refId'), textAt(target, 'expr').replace(/\s+/g, ' ')]),
  )
}

function steps(value: unknown): string {
  return listAt({ value }, 'value')
    .map(step => `${at(step, 'value') ?? 'base'} ${toneOf(textAt(step, 'color')) ?? textAt(step, 'color')}`)
    .join(', ')
}

function linksOf(panel: unknown): string {
  return (
    textsIn(panel)
      .filter(([text, path]) => path.at(-1) === 'url' && text.startsWith('/d/'))
      // The time range is in every link, so it is left out.
      .map(([url]) => url.replace(/\$\{__url_time_range\}/, '').replace(/[?&]+$/, ''))
      .join(', ')
  )
}

/** Smaller changes of the cost are noise. */
const NOTABLE = 0.05

function costLine(before: number | undefined, after: number | undefined): string | undefined {
  if (before === undefined || after === undefined || Math.abs(after - before) <= before * NOTABLE) return undefined
  const change = Math.round(((after - before) / (before || 1)) * 100)
  return `- cost of one load: ${before} → ${after} samples (${change > 0 ? '+' : '−'}${Math.abs(change)} %)`
}

function arrow(before: string, after: string): string {
  return `${before === '' ? 'nothing' : before} → ${after === '' ? 'nothing' : after}`
}
