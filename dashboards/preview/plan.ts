import { fillVariables } from '../promql/variables.ts'
import type { BoardView, PanelView, TargetView } from './view.ts'

/** One query for Prometheus, with the variables filled in as Grafana does. */
export interface PlannedQuery {
  readonly panelId: number
  readonly refId: string
  readonly expr: string
  readonly isInstant: boolean
  /** Seconds since 1970. */
  readonly start: number
  readonly end: number
  readonly stepSeconds: number
}

/** How the queries of a dashboard are evaluated. */
export interface Evaluation {
  /** Seconds since 1970. */
  readonly now: number
  /** The scrape interval, as in the data source's settings. */
  readonly scrapeSeconds: number
  /** The selected value of each variable. */
  readonly values: Readonly<Record<string, string>>
}

const DAY_SECONDS = 86_400

/** How many points a graph is drawn with. */
const POINTS = 240

/**
 * Grafana queries annotations with this many points, independent of a graph's width; ours have a step of at least a
 * minute.
 */
const ANNOTATION_POINTS = 100
const ANNOTATION_STEP_SECONDS = 60

/**
 * How Grafana rounds the step of annotations: below the first figure, to the second, in seconds.
 * https://github.com/grafana/grafana-plugin-sdk-go/blob/main/backend/gtime/gtime.go
 */
const ANNOTATION_STEPS = [
  [90, 60],
  [210, 120],
  [450, 300],
  [750, 600],
  [1050, 900],
  [1500, 1200],
  [2700, 1800],
  [5400, 3600],
  [9000, 7200],
  [16_200, 10_800],
  [32_400, 21_600],
  [86_400, 43_200],
] as const

/** Steps that Grafana rounds to, in seconds. */
const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]

/** Every query of a dashboard's panels. */
export function planQueries(board: BoardView, evaluation: Evaluation): readonly PlannedQuery[] {
  return board.panels.flatMap(panel => planPanel(panel, panel.rangeSeconds ?? board.rangeSeconds, evaluation))
}

/** The questions that find the moments to annotate, in the order of the dashboard's annotations. */
export function planAnnotations(board: BoardView, evaluation: Evaluation): readonly PlannedQuery[] {
  const targets = board.annotations.map(({ expr }, index) => ({
    refId: String(index),
    expr,
    legend: '',
    isInstant: false,
  }))
  const { rangeSeconds } = board
  const wanted = rangeSeconds / ANNOTATION_POINTS
  const rounded = ANNOTATION_STEPS.find(([below]) => wanted < below)?.[1] ?? DAY_SECONDS
  const stepSeconds = Math.max(rounded, ANNOTATION_STEP_SECONDS, evaluation.scrapeSeconds)
  const aligned = (moment: number) => Math.floor(moment / stepSeconds) * stepSeconds
  return planTargets(targets, 0, { rangeSeconds, stepSeconds, shortestStepSeconds: 0 }, evaluation).map(query => ({
    ...query,
    start: aligned(evaluation.now - rangeSeconds),
    end: aligned(evaluation.now),
  }))
}

function planPanel(panel: PanelView, rangeSeconds: number, evaluation: Evaluation): PlannedQuery[] {
  const { id, targets, shortestStepSeconds } = panel
  const stepSeconds = roundedStep(Math.max(rangeSeconds / POINTS, shortestStepSeconds, evaluation.scrapeSeconds))
  return planTargets(targets, id, { rangeSeconds, stepSeconds, shortestStepSeconds }, evaluation)
}

/** The range of a panel's queries, their step, and the shortest step that the panel allows. */
interface Reach {
  readonly rangeSeconds: number
  readonly stepSeconds: number
  readonly shortestStepSeconds: number
}

function planTargets(
  targets: readonly TargetView[],
  panelId: number,
  reach: Reach,
  evaluation: Evaluation,
): PlannedQuery[] {
  const { rangeSeconds, stepSeconds, shortestStepSeconds } = reach
  const scrapeSeconds = Math.max(evaluation.scrapeSeconds, shortestStepSeconds)
  const end = Math.floor(evaluation.now)
  const filled = {
    __interval: `${stepSeconds}s`,
    // https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/#use-__rate_interval
    __rate_interval: `${Math.max(stepSeconds + scrapeSeconds, 4 * scrapeSeconds)}s`,
    // A range from the first sample on has fractions of a second, which a duration in PromQL cannot have.
    __range: `${Math.round(rangeSeconds)}s`,
    __range_s: String(Math.round(rangeSeconds)),
    ...evaluation.values,
  }
  return targets.map(({ refId, expr, isInstant }) => ({
    panelId,
    refId,
    expr: fillVariables(expr, filled),
    isInstant,
    start: end - Math.floor(rangeSeconds / stepSeconds) * stepSeconds,
    // The last point of a panel is its present value, so the range ends now, not at the last multiple of the step.
    end: isInstant ? evaluation.now : end,
    stepSeconds,
  }))
}

function roundedStep(seconds: number): number {
  return STEPS.find(step => step >= seconds) ?? seconds
}
