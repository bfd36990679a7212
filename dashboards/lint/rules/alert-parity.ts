import type { Finding } from '../../../lib/lint/finding.ts'
import { SILENT_SEVERITY } from '../../../services/monitoring/core/heartbeat.ts'
import { LABELS } from '../../../slo/core/names.ts'
import { MONITORING } from '../../catalogue/monitoring.ts'
import { normalised } from '../../promql/parse.ts'
import type { LintedBoard } from '../linted-board.ts'
import { type LintWorld, partOf, type Rule } from '../rule.ts'

export const alertParity: Rule = {
  code: 'alert-parity',
  summary: 'Each alert has a panel with the same expression, and a panel of alert conditions shows no other.',
  why: 'When a page fires, the on-call needs a panel with its condition; a panel with another expression would mislead.',
  scope: 'ours',
  check: (board, world) => [...unseenAlerts(board, world), ...otherQueries(board, world)],
}

/** Alerts without a panel, reported once, at the first dashboard. */
function unseenAlerts(board: LintedBoard, { boards, alerts }: LintWorld): Finding[] {
  if (board !== boards[0]) return []
  const shown = new Set(
    boards.flatMap(({ panels }) => panels.flatMap(panel => panel.targets.map(({ expr }) => normalised(expr)))),
  )
  // What always fires has no condition to draw: its own state is what a panel shows.
  const watched = new Set(
    boards.flatMap(({ panels }) =>
      panels.flatMap(({ targets }) =>
        targets.flatMap(({ query }) =>
          query.selectors
            .filter(({ name }) => name === MONITORING.alerts)
            .flatMap(({ matchers }) => matchers.filter(({ label }) => label === 'alertname').map(({ text }) => text)),
        ),
      ),
    ),
  )
  return alerts
    .filter(({ alert, expr, labels }) =>
      labels[LABELS.severity] === SILENT_SEVERITY ? !watched.has(alert) : !shown.has(normalised(expr)),
    )
    .map(({ alert, labels }) => ({
      path: [...board.root, 'title'],
      message: `no panel shows the expression of the alert ${alert} (${labels[LABELS.severity] ?? 'no severity'})`,
      help: 'Draw the alert’s own `expr`, so that what the panel shows is what pages.',
    }))
}

/** Where one query of a panel is an alert's, all of them must be. */
function otherQueries(board: LintedBoard, { alerts }: LintWorld): Finding[] {
  const known = new Set(alerts.map(({ expr }) => normalised(expr)))
  return board.panels.flatMap(panel => {
    const others = panel.targets.filter(({ expr }) => !known.has(normalised(expr)))
    if (others.length === panel.targets.length && !/^When (it|nothing|the)/.test(panel.title)) return []
    return others.map(target => ({
      path: [...target.path, 'expr'],
      part: partOf(panel),
      message: 'among alert conditions, this query is no alert’s expression',
      help: 'Take the expression from alertRules(); a changed alert must change its panel.',
    }))
  })
}
