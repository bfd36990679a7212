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

/** How many points a graph is drawn with where it does not say. */
const POINTS = 240

/**
 * Grafana queries annotations with this many points, independent of a graph's width; ours have a step of at least a
 * minute.
 */
const ANNOTATION_POINTS = 100
const ANNOTATION_STEP_SECONDS = 60

/**
 * How Grafana rounds a step: below the first figure, to the second, in seconds; a test compares with Grafana's own code.
 * https://github.com/grafana/grafana-plugin-sdk-go/blob/main/backend/gtime/gtime.go
 */
const STEPS = [
  [1.5, 1],
  [3.5, 2],
  [7.5, 5],
  [12.5, 10],
  [17.5, 15],
  [25, 20],
  [45, 30],
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

/** A step as Grafana rounds it, in seconds. */
function roundedStep(seconds: number): number {
  return STEPS.find(([below]) => seconds < below)?.[1] ?? DAY_SECONDS
}

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
    intervalSeconds: 0,
  }))
  const { rangeSeconds } = board
  const wanted = roundedStep(rangeSeconds / ANNOTATION_POINTS)
  const stepSeconds = Math.max(wanted, ANNOTATION_STEP_SECONDS, evaluation.scrapeSeconds)
  return targets.map(target => planTarget(target, 0, { rangeSeconds, stepSeconds }, evaluation))
}

function planPanel(panel: PanelView, rangeSeconds: number, evaluation: Evaluation): PlannedQuery[] {
  const { id, targets, shortestStepSeconds, points = POINTS } = panel
  const wanted = roundedStep(rangeSeconds / points)
  return targets.map(target => {
    const stepSeconds = Math.max(wanted, shortestStepSeconds, target.intervalSeconds, evaluation.scrapeSeconds)
    return planTarget(target, id, { rangeSeconds, stepSeconds }, evaluation)
  })
}

/** The range of a query, and its step. */
interface Reach {
  readonly rangeSeconds: number
  readonly stepSeconds: number
}

function planTarget(target: TargetView, panelId: number, reach: Reach, evaluation: Evaluation): PlannedQuery {
  const { rangeSeconds, stepSeconds } = reach
  const { now, values } = evaluation
  // Only a query's own shortest step stands for the scrape interval, not that of its panel.
  const scrapeSeconds = target.intervalSeconds || evaluation.scrapeSeconds
  const filled = {
    __interval: `${stepSeconds}s`,
    // https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/#use-__rate_interval
    __rate_interval: `${Math.max(stepSeconds + scrapeSeconds, 4 * scrapeSeconds)}s`,
    // A range from the first sample on has fractions of a second, which a duration in PromQL cannot have.
    __range: `${Math.round(rangeSeconds)}s`,
    __range_s: String(Math.round(rangeSeconds)),
    ...values,
  }
  const { refId, expr, isInstant } = target
  // Both ends of a range are multiples of the step, so that points stay where they are from one refresh to the next.
  const aligned = (moment: number) => Math.floor(moment / stepSeconds) * stepSeconds
  return {
    panelId,
    refId,
    expr: fillVariables(expr, filled),
    isInstant,
    start: aligned(now - rangeSeconds),
    end: isInstant ? now : aligned(now),
    stepSeconds,
  }
}
