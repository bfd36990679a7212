import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { at, type JsonPath } from '../../lib/json/path.ts'
import { parseBoard } from './board-file.ts'
import { FAULTS } from './faults.testkit.ts'
import type { LintedBoard } from './linted-board.ts'
import type { Finding, LintWorld, Rule } from './rule.ts'
import { RULES } from './rules.ts'

const HEAD = `# What the lint of dashboards wants

Every problem is printed as \`file:line:col: error: … [code]\`; search this page for the code. Rules for *every* board are
held against any dashboard that \`npm run dashboards -- lint FILE…\` is given; those for *ours* only against the boards of
this repository. What a rule cannot know, such as the labels of a series that somebody else measures, it does not judge.

Each rule is one file in \`dashboards/lint/rules/\`. The examples are faults planted in our own boards: the tests see to it
that each breaks its rule. This page is written by them (\`npm run golden\`); do not edit.`

const TAIL = `## What no rule checks, and what does

- **The same bytes from every run**: \`npm run dashboards -- generate --check\`, in \`npm test\`.
- **What a query costs**: each board has a budget of samples, which a real Prometheus counts
  (\`ci/dashboards/proof.integration.test.ts\`).
- **What a panel says in an outage, without data, and when nobody looks**: the golden files of the same test.
- **Twins in schema v2**: there are none. File provisioning takes the classic model only, so nothing else is written.
- **Waivers**: there are none. A rule that does not fit is changed, not waived.
- **The first screen's 30 queries** (\`size\`) are more than the dozen that is often advised: six stats and a table of seven
  windows are asked for one moment each, which costs less than one graph.`

/** `docs/dashboard-lint.md`: every rule with why it is there, and what it says of a board that breaks it. */
export function renderLintDocument(files: readonly SourceFile[], world: Omit<LintWorld, 'boards'>): string {
  const codes = [...RULES].sort((a, b) => a.code.localeCompare(b.code))
  const links = codes.map(({ code, summary }) => `- [\`${code}\`](#${code}): ${summary}`)
  return `${[HEAD, links.join('\n'), ...codes.map(rule => section(rule, files, world)), TAIL].join('\n\n')}\n`
}

function section(rule: Rule, files: readonly SourceFile[], world: Omit<LintWorld, 'boards'>): string {
  const whom = rule.scope === 'any' ? 'every board' : 'ours'
  return [`## ${rule.code}`, `${rule.summary} ${rule.why} *For ${whom}.*`, ...example(rule, files, world)].join('\n\n')
}

/** What the rule says of its fault, and the JSON with it and without it. */
function example(
  { code, check }: Rule,
  files: readonly SourceFile[],
  world: Omit<LintWorld, 'boards'>,
): readonly string[] {
  const fault = FAULTS[code]
  const good = files.flatMap(file => parseBoard(file).value ?? [])
  const original = good.find(({ file }) => file.path === `${fault?.board}.json`)
  if (fault === undefined || original === undefined) return []
  const json = structuredClone(original.json)
  fault.spoil(json)
  const spoiled = parseBoard({ path: original.file.path, text: JSON.stringify(json, null, 2) }).value
  if (spoiled === undefined) return []
  const boards = good.map(board => (board === original ? spoiled : board))
  const found = boards.flatMap(board => check(board, { ...world, boards }).map(finding => ({ board, finding })))
  const shown = found.map(({ board, finding }) => ({
    says: [said(board, finding), `    ${finding.help}`],
    excerpts: excerpts(finding.path, board, good[boards.indexOf(board)] ?? board),
  }))
  const best = shown.find(({ excerpts }) => excerpts.length > 0) ?? shown[0]
  return best === undefined ? [] : [block([...best.says, ...best.excerpts])]
}

function said({ title }: LintedBoard, { panel, message }: Finding): string {
  return `board “${title}”${panel === undefined ? '' : `, panel “${panel.title}”`}: ${message}`
}

function block(lines: readonly string[]): string {
  return ['```text', ...lines, '```'].join('\n')
}

/** The value at a place with the fault and without it, each on one line; where nothing stands there, what is around it. */
function excerpts(path: JsonPath, bad: LintedBoard, good: LintedBoard): readonly string[] {
  const texts = [bad, good].map(board => JSON.stringify(at(board.json, ...path)))
  const [badText, goodText] = texts
  if (badText === goodText) return []
  const from = Math.max(0, firstDifference(badText ?? '', goodText ?? '') - LEAD)
  const key = String(path.at(-1))
  return ['', `bad:  ${key}: ${cut(badText, from)}`, `good: ${key}: ${cut(goodText, from)}`]
}

/** How much of a long value is shown, and how much of that before the fault. */
const WIDEST = 96
const LEAD = 40

function firstDifference(a: string, b: string): number {
  let place = 0
  while (place < a.length && a[place] === b[place]) place++
  return place
}

function cut(text: string | undefined, from: number): string {
  if (text === undefined) return '(nothing)'
  const start = text.length <= WIDEST ? 0 : from
  const rest = text.slice(start)
  return `${start > 0 ? '…' : ''}${rest.slice(0, WIDEST)}${rest.length > WIDEST ? '…' : ''}`
}
