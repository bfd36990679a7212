import type { Finding } from '../../lib/lint/finding.ts'
import type { Rule as LintRule } from '../../lib/lint/rule.ts'
import type { AlertingRule } from '../../slo/core/rule-group.ts'
import type { KnownSeries } from '../catalogue/catalogue.ts'
import type { LabelsOfMetric } from '../promql/yielded-labels.ts'
import { LIBRARY_PANEL, type LintedBoard, type LintedPanel, type LintedTarget } from './linted-board.ts'

/** What rules know besides the dashboard. */
export interface LintWorld {
  /** All dashboards that are deployed together. */
  readonly boards: readonly LintedBoard[]
  /** Every series that exists, by name. */
  readonly series: ReadonlyMap<string, KnownSeries>
  /** The labels that a series can have, where they are known. */
  readonly labelsOf: LabelsOfMetric
  /** Every alert that can fire. */
  readonly alerts: readonly AlertingRule[]
  /** Every page to which a description may send a person. */
  readonly pages: ReadonlySet<string>
  /** The longest interval of all probes; 0 where there are none. */
  readonly slowestProbeSeconds: number
}

/** One thing that is checked in dashboards. */
export interface Rule extends LintRule<LintedBoard, LintWorld> {
  /** Whether it is about queries for graphs; an alert's own expression is checked with the alert instead. */
  readonly isAboutDrawing?: true
}

/** Types of panels that Grafana 8 and later replaces at load; their settings have other paths. */
export const LEGACY: ReadonlySet<string> = new Set(['graph', 'singlestat', 'table-old', 'grafana-piechart-panel'])

/** Types of panels that need no description, or that are kept outside of the dashboard. */
export const PROSE: ReadonlySet<string> = new Set([
  'text',
  'dashlist',
  'news',
  'row',
  'welcome',
  'gettingstarted',
  LIBRARY_PANEL,
])

/** The panel as a part of its dashboard, as findings name it. */
export function partOf(panel: LintedPanel): string {
  return `panel “${panel.title}”`
}

/** What is wrong with one panel, where in it. */
export type PanelFinding = Omit<Finding, 'part'>

/** Findings of panels, by a check of one panel. */
export function eachPanel(board: LintedBoard, check: (panel: LintedPanel) => PanelFinding | undefined): Finding[] {
  return board.panels.flatMap(panel => {
    const finding = check(panel)
    return finding === undefined ? [] : [{ ...finding, part: partOf(panel) }]
  })
}

/** Findings of queries, by a check of one query that gives a message for each thing that is wrong. */
export function eachTarget(
  board: LintedBoard,
  help: string,
  check: (target: LintedTarget, panel: LintedPanel) => readonly string[],
): Finding[] {
  return board.panels.flatMap(panel =>
    panel.targets.flatMap(target =>
      [...new Set(check(target, panel))].map(message => ({
        path: [...target.path, 'expr'],
        part: partOf(panel),
        message,
        help,
      })),
    ),
  )
}
