import { at, listAt } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import { mayHave } from '../../promql/label-set.ts'
import { variablesIn } from '../../promql/variables.ts'
import { chosenLabel } from '../choices.ts'
import { columnsOf } from '../columns.ts'
import { boardOf, linksOf, passedVariables, takenIn } from '../links.ts'
import type { LintedBoard, LintedPanel, LintedVariable } from '../linted-board.ts'
import { type LintWorld, partOf, type Rule } from '../rule.ts'
import { labelsYielded } from '../yielded.ts'

export const linksCarry: Rule = {
  code: 'links-carry',
  summary:
    'A link passes on the selected variables and the clicked labels, each to the variable that takes its values.',
  why: 'Otherwise a click on one probe opens the dashboard of another probe, or of another data source, without a hint.',
  scope: 'ours',
  check: (board, world) => [
    ...board.panels.flatMap(panel => panelProblems(panel, board, world)),
    ...boardProblems(board),
  ],
}

const HELP = 'Use linkTo() with clickedLabel, clickedCell or sameVariable.'

function panelProblems(panel: LintedPanel, board: LintedBoard, world: LintWorld): Finding[] {
  return linksOf(panel).flatMap(({ url, path }) => {
    const target = world.boards.find(({ uid }) => uid === boardOf(url))
    const given = passedVariables(url)
    return (target?.variables ?? []).flatMap(variable => {
      const message = problemOf(variable, given.get(variable.name), panel, board, world)
      return message === undefined
        ? []
        : [{ path, part: partOf(panel), message: `a link to “${target?.title}” ${message}`, help: HELP }]
    })
  })
}

/** What is wrong with what a link gives to one variable of the dashboard it leads to. */
function problemOf(
  variable: LintedVariable,
  value: string | undefined,
  panel: LintedPanel,
  board: LintedBoard,
  world: LintWorld,
): string | undefined {
  const { name } = variable
  const label = chosenLabel(variable)
  if (value === undefined) {
    const isChosenHere = board.variables.some(own => own.name === name && isMulti(own) === isMulti(variable))
    if (isChosenHere) return `loses the value of $${name}`
    return label !== undefined && !isMulti(variable) && isOnEverySeries(label, panel, world)
      ? `does not pass “${label}” of the clicked series as $${name}`
      : undefined
  }
  if (!value.includes('$')) return `passes “${value}” as $${name}, whatever was clicked`
  const given = labelGiven(value, panel, board, world)
  return label === undefined || given === undefined || given === label
    ? undefined
    : `passes “${given}” as $${name}, whose values are of “${label}”`
}

/** The label whose value a link passes on; undefined where it is something else, or not known. */
function labelGiven(value: string, panel: LintedPanel, board: LintedBoard, world: LintWorld): string | undefined {
  const [taken] = takenIn(value)
  if (taken?.from === 'label') return isOnSomeSeries(taken.name, panel, world) ? taken.name : undefined
  if (taken !== undefined) {
    const columns = columnsOf(panel, world)
    return columns?.isShown(taken.name) === true ? columns.ownName(taken.name) : undefined
  }
  const [name] = variablesIn(value)
  const own = board.variables.find(variable => variable.name === name)
  return own === undefined ? undefined : (chosenLabel(own) ?? `$${own.name}`)
}

/** A label that is on no series at all is reported by the rule `label-yielded`. */
function isOnSomeSeries(label: string, panel: LintedPanel, world: LintWorld): boolean {
  return panel.targets.some(target => mayHave(labelsYielded(target, world), label))
}

function isOnEverySeries(label: string, panel: LintedPanel, world: LintWorld): boolean {
  const sets = panel.targets.map(target => labelsYielded(target, world))
  return sets.length > 0 && sets.every(set => set.has === 'only' && mayHave(set, label))
}

function isMulti({ json }: LintedVariable): boolean {
  return at(json, 'multi') === true
}

/** The links of a dashboard itself pass on all variables that the two dashboards share, or none. */
function boardProblems(board: LintedBoard): Finding[] {
  return listAt(board.json, 'links').flatMap((link, index) =>
    at(link, 'includeVars') === true
      ? []
      : [
          {
            path: [...board.root, 'links', index, 'includeVars'],
            message: `the link “${String(at(link, 'title'))}” loses the values of variables`,
            help: 'Set “includeVars” to true.',
          },
        ],
  )
}
