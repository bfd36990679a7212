import { milliseconds, seconds } from '../../../../lib/duration.ts'
import type { Answer } from './answer.ts'
import { gateAfter, newGate } from './gate.ts'
import { GATE_LIMITS, type Objective, QUESTIONS } from './settings.ts'
import { decisionAt, type Verdict } from './verdict.ts'

/** A release as a model: how its answers come. */
export interface Model {
  /** The part of answers that fail, of each path. */
  readonly failing: readonly [edge: number, ingress: number]
  /** The part of good answers that are too slow, of each path. */
  readonly slow?: readonly [edge: number, ingress: number]
  /** For so many seconds every answer of both paths fails. */
  readonly burstSeconds?: number
  /** The part of answers that are excluded. */
  readonly excluded?: number
}

/** How one run of the gate ended. */
export interface ModelledRun {
  readonly verdict: Verdict
  /** From the first answer to the verdict. */
  readonly seconds: number
}

const PATHS = ['edge', 'ingress'] as const

/** The four questions of the example: two paths, each available and fast. */
export const MODEL_OBJECTIVES: readonly Objective[] = PATHS.flatMap(path =>
  QUESTIONS.map(question => ({
    path,
    question,
    objective: question === 'available' ? 0.999 : 0.99,
    latency: question === 'fast' ? milliseconds(300) : undefined,
  })),
)

/** When the gate of a model gives up, in seconds. */
export const MODEL_DEADLINE = 180

const STEP = 1 / GATE_LIMITS.answersPerSecond

/** A burst begins at random within so many seconds, while a good release is being judged. */
const BURST_WITHIN = 30

const FAILURE = { reason: 'status', status: 500, answeredBy: 'app' } as const

/** One run of the gate's own code against a modelled release, on a simulated clock; `random` is uniform from 0 to 1. */
export function modelledRun(model: Model, random: () => number): ModelledRun {
  let state = newGate({
    release: 'new',
    objectives: MODEL_OBJECTIVES,
    judgesFromSeconds: 0,
    deadlineSeconds: MODEL_DEADLINE,
  })
  const burstFrom = model.burstSeconds === undefined ? Number.POSITIVE_INFINITY : random() * BURST_WITHIN
  for (let now = 0; ; now += STEP) {
    for (const [index, path] of PATHS.entries()) {
      const sentSeconds = now + (index * STEP) / PATHS.length
      const isInBurst = sentSeconds >= burstFrom && sentSeconds < burstFrom + (model.burstSeconds ?? 0)
      state = gateAfter(state, answerOf(model, { path, index, sentSeconds, isInBurst }, random))
    }
    const decision = decisionAt(state, now)
    if (decision !== undefined) return { verdict: decision.verdict, seconds: now }
  }
}

interface Sent {
  readonly path: string
  readonly index: number
  readonly sentSeconds: number
  readonly isInBurst: boolean
}

function answerOf(model: Model, { path, index, sentSeconds, isInBurst }: Sent, random: () => number): Answer {
  const isExcluded = random() < (model.excluded ?? 0)
  const isFailed = isInBurst || random() < (model.failing[index] ?? 0)
  const isSlow = random() < (model.slow?.[index] ?? 0)
  return {
    path,
    sentSeconds,
    took: isSlow ? seconds(1) : milliseconds(20),
    release: 'new',
    failure: isFailed ? FAILURE : undefined,
    excluded: isExcluded ? 'prober' : undefined,
  }
}

/** What many runs came to. */
export interface Characteristic {
  readonly rollBack: number
  readonly hold: number
  readonly meanSeconds: number
  readonly p95Seconds: number
}

/** The shares and times of so many runs. */
export function characteristicOf(model: Model, runs: number, random: () => number): Characteristic {
  const results = Array.from({ length: runs }, () => modelledRun(model, random))
  const share = (verdict: Verdict) => results.filter(result => result.verdict === verdict).length / runs
  const times = results.map(result => result.seconds).sort((a, b) => a - b)
  return {
    rollBack: share('roll-back'),
    hold: share('hold'),
    meanSeconds: times.reduce((sum, time) => sum + time, 0) / runs,
    p95Seconds: times[Math.ceil(runs * 0.95) - 1] ?? 0,
  }
}
