import { countedScore } from '../gate/sequential-test.ts'
import type { GateState, GateTest } from '../gate/state.ts'
import { standingOf } from '../gate-report/standing.ts'

/** Where a test stood at a moment: seconds since the gate began, and -1 where it accepts to 1 where it rejects. */
export type CoursePoint = readonly [seconds: number, standing: number]

/** The way of one test to its boundary. One that has accepted begins again; that is kept where it then rejects. */
export interface Course {
  readonly path: string
  readonly question: string
  readonly decision: 'accept' | 'reject' | undefined
  readonly first: readonly CoursePoint[]
  readonly again: readonly CoursePoint[]
}

/** A course that is being drawn, and where its test stood last. */
interface Drawn extends Course {
  readonly score: number
  readonly failures: number
}

/** Courses by path and question. */
export type Courses = ReadonlyMap<string, Drawn>

/** A point for each half second: what lies closer together is not told apart in a picture. */
const STEP_SECONDS = 0.5

/** The courses after one more look at the gate. */
export function coursesAfter(courses: Courses, state: GateState, nowSeconds: number): Courses {
  const at = Number((nowSeconds - state.fromSeconds).toFixed(2))
  return new Map(
    state.tests.map(each => {
      const key = `${each.objective.path} ${each.objective.question}`
      return [key, after(courses.get(key), each, at)]
    }),
  )
}

function after(before: Drawn | undefined, each: GateTest, at: number): Drawn {
  const { objective, test } = each
  const { path, question } = objective
  const { decision, failures } = test
  const score = countedScore(test)
  const now = { path, question, decision, score, failures }
  if (before === undefined) return { ...now, first: [pointOf(each, at)], again: [] }
  const { first, again } = before
  if (before.decision === undefined) {
    const point = decision === 'accept' ? ([at, -1] as const) : pointOf(each, at)
    return { ...now, first: withPoint(first, point, decision !== undefined), again }
  }
  if (before.decision === 'reject') return before
  // A score that rises without a failure is that of a test which has accepted once more, and begins again.
  const isNew = score > before.score && failures === before.failures
  return { ...now, first, again: withPoint(isNew ? [] : again, pointOf(each, at), decision === 'reject') }
}

function pointOf({ test }: GateTest, at: number): CoursePoint {
  return [at, Number(standingOf({ ...test, score: countedScore(test) }).toFixed(3))]
}

function withPoint(points: readonly CoursePoint[], point: CoursePoint, isLast: boolean): readonly CoursePoint[] {
  const latest = points.at(-1)
  return latest === undefined || isLast || point[0] - latest[0] >= STEP_SECONDS ? [...points, point] : points
}
