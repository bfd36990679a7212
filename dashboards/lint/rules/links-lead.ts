import { at, type JsonPath, listAt, textAt, textsIn } from '../json.ts'
import type { LintedBoard, LintedPanel } from '../linted-board.ts'
import type { Finding, LintWorld, Rule } from '../rule.ts'

const HOME = 'leadline-home'
const MOST_CLICKS = 2

/** A link that leads to nothing, or loses the time range, costs its minutes in the middle of an incident. */
export const linksLead: Rule = {
  code: 'links-lead',
  summary:
    'Links between our boards lead to boards that exist, pass variables that exist there, and keep the time range.',
  scope: 'ours',
  check: (board, world) => [
    ...board.panels.flatMap(panel => panelLinks(panel, world)),
    ...boardLinks(board, world),
    ...reach(board, world),
  ],
}

function panelLinks(panel: LintedPanel, world: LintWorld): Finding[] {
  return textsIn(panel.json)
    .filter(([text, path]) => path.at(-1) === 'url' && text.startsWith('/d/'))
    .flatMap(([url, path]) =>
      problemsOf(url, world).map(finding => ({ ...finding, panel, path: [...panel.path, ...path] })),
    )
}

function problemsOf(url: string, { boards }: LintWorld): Omit<Finding, 'path'>[] {
  const uid = uidOf(url)
  const target = boards.find(candidate => candidate.uid === uid)
  if (target === undefined) {
    return [
      {
        message: `a link leads to “${uid}”, and there is no such board`,
        help: 'Use linkTo(), which knows our boards.',
      },
    ]
  }
  const lost = url.includes('__url_time_range')
    ? []
    : [
        {
          message: `a link to “${target.title}” loses the time range`,
          help: 'Add the variable __url_time_range to the link.',
        },
      ]
  const passed = [...url.matchAll(/[?&]var-(\w+)=/g)].map(match => match[1] ?? '')
  const unknown = passed.filter(name => !target.variables.some(variable => variable.name === name))
  return [
    ...lost,
    ...unknown.map(name => ({
      message: `a link passes $${name} to “${target.title}”, which has no such variable`,
      help: `It has: ${target.variables.map(variable => variable.name).join(', ')}.`,
    })),
  ]
}

function boardLinks(board: LintedBoard, { boards }: LintWorld): Finding[] {
  return listAt(board.json, 'links').flatMap((link, index) => {
    const path: JsonPath = [...board.root, 'links', index]
    const uid = uidOf(textAt(link, 'url'))
    if (!boards.some(candidate => candidate.uid === uid)) {
      return [
        {
          path: [...path, 'url'],
          message: `a link leads to “${uid}”, and there is no such board`,
          help: 'Name one of our boards.',
        },
      ]
    }
    if (at(link, 'keepTime') === true) return []
    return [
      {
        path: [...path, 'keepTime'],
        message: `the link to “${uid}” loses the time range`,
        help: 'Set “keepTime” to true.',
      },
    ]
  })
}

/** Every board is at most two clicks from Home. */
function reach(board: LintedBoard, { boards }: LintWorld): Finding[] {
  let near = new Set([HOME])
  for (let click = 0; click < MOST_CLICKS; click++) {
    near = new Set([...near, ...boards.filter(({ uid }) => near.has(uid)).flatMap(linkedUids)])
  }
  if (near.has(board.uid) || !boards.some(({ uid }) => uid === HOME)) return []
  return [
    {
      path: [...board.root, 'uid'],
      message: `it is more than ${MOST_CLICKS} clicks from Home`,
      help: 'Link to it from Home, or from a board that Home links to.',
    },
  ]
}

function linkedUids(board: LintedBoard): readonly string[] {
  return textsIn(board.json)
    .filter(([text, path]) => path.at(-1) === 'url' && text.startsWith('/d/'))
    .map(([url]) => uidOf(url))
}

function uidOf(url: string): string {
  return /^\/d\/([^/?]+)/.exec(url)?.[1] ?? url
}
