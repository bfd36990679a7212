import { at, type JsonPath, listAt, textAt, textsIn } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import { boardOf, linksOf, type PanelLink, passedVariables } from '../links.ts'
import type { LintedBoard, LintedPanel } from '../linted-board.ts'
import { type LintWorld, partOf, type Rule } from '../rule.ts'

const HOME = 'leadline-home'
const MOST_CLICKS = 2

export const linksLead: Rule = {
  code: 'links-lead',
  summary:
    'Links between our dashboards lead to the dashboard that they are named for, pass variables that exist there, and keep the time range.',
  why: 'A link that leads nowhere, or loses the time range, costs minutes in the middle of an incident.',
  scope: 'ours',
  check: (board, world) => [
    ...board.panels.flatMap(panel => panelLinks(panel, world)),
    ...boardLinks(board, world),
    ...reach(board, world),
    ...wayBack(board, world),
  ],
}

function panelLinks(panel: LintedPanel, world: LintWorld): Finding[] {
  return linksOf(panel)
    .filter(({ url }) => !/^https?:/.test(url))
    .flatMap(link => problemsOf(link, world).map(problem => ({ ...problem, part: partOf(panel), path: link.path })))
}

function problemsOf({ url, title }: PanelLink, { boards }: LintWorld): Omit<Finding, 'path'>[] {
  const target = boards.find(({ uid }) => uid === boardOf(url))
  if (target === undefined) return [noSuchBoard(url)]
  const problems: Omit<Finding, 'path'>[] = []
  if (title !== target.title) {
    problems.push({
      message: `a link called “${title}” leads to “${target.title}”`,
      help: 'Give it the title of its target: linkTo() does.',
    })
  }
  if (!url.includes('__url_time_range')) {
    problems.push({
      message: `a link to “${target.title}” loses the time range`,
      help: 'Add the variable __url_time_range to the link.',
    })
  }
  const unknown = [...passedVariables(url).keys()].filter(name =>
    target.variables.every(variable => variable.name !== name),
  )
  return [
    ...problems,
    ...unknown.map(name => ({
      message: `a link passes $${name} to “${target.title}”, which has no such variable`,
      help: `It has: ${target.variables.map(variable => variable.name).join(', ')}.`,
    })),
  ]
}

function noSuchBoard(url: string): Omit<Finding, 'path'> {
  return {
    message: `a link leads to “${boardOf(url) ?? url}”, and there is no such dashboard`,
    help: 'Use linkTo(), which knows our dashboards.',
  }
}

function boardLinks(board: LintedBoard, { boards }: LintWorld): Finding[] {
  return listAt(board.json, 'links').flatMap((link, index) => {
    const path: JsonPath = [...board.root, 'links', index]
    const url = textAt(link, 'url')
    const target = boards.find(({ uid }) => uid === boardOf(url))
    if (target === undefined) return [{ ...noSuchBoard(url), path: [...path, 'url'] }]
    const lost = {
      path: [...path, 'keepTime'],
      message: `the link to “${target.title}” loses the time range`,
      help: 'Set “keepTime” to true.',
    }
    return at(link, 'keepTime') === true ? [] : [lost]
  })
}

/** Every dashboard is at most two clicks from Home. */
function reach(board: LintedBoard, { boards }: LintWorld): Finding[] {
  if (nearIn(boards).has(board.uid) || !boards.some(({ uid }) => uid === HOME)) return []
  return [
    {
      path: [...board.root, 'uid'],
      message: `it is more than ${MOST_CLICKS} clicks from Home`,
      help: 'Link to it from Home, or from a dashboard that Home links to.',
    },
  ]
}

/** Home is one click from every dashboard. */
function wayBack(board: LintedBoard, { boards }: LintWorld): Finding[] {
  const isThere = boards.some(({ uid }) => uid === HOME) && board.uid !== HOME
  const isBack = listAt(board.json, 'links').some(link => boardOf(textAt(link, 'url')) === HOME)
  if (!isThere || isBack) return []
  return [
    {
      path: [...board.root, 'links'],
      message: 'it has no link to Home',
      help: 'Begin the links of each dashboard with Home.',
    },
  ]
}

/** What was found for dashboards that are checked one after the other. */
const NEAR = new WeakMap<readonly LintedBoard[], ReadonlySet<string>>()

function nearIn(boards: readonly LintedBoard[]): ReadonlySet<string> {
  const known = NEAR.get(boards)
  if (known !== undefined) return known
  let near = new Set([HOME])
  for (let click = 0; click < MOST_CLICKS; click++) {
    near = new Set([...near, ...boards.filter(({ uid }) => near.has(uid)).flatMap(linkedUids)])
  }
  NEAR.set(boards, near)
  return near
}

function linkedUids(board: LintedBoard): readonly string[] {
  return textsIn(board.json).flatMap(([text, path]) => (path.at(-1) === 'url' ? (boardOf(text) ?? []) : []))
}
