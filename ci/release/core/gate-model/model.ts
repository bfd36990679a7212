import { milliseconds, seconds } from '../../../../lib/duration.ts'
import type { Answer } from '../gate/answer.ts'
import { gateAfter, newGate } from '../gate/gate.ts'
import { GATE_LIMITS } from '../gate/limits.ts'
import { probesPerSecond } from '../gate/rate.ts'
import type { GateSettings } from '../gate/settings.ts'
import { tallyOf } from '../gate/state.ts'
import { decisionAt, type Verdict } from '../gate/verdict.ts'

/** A release as a model: how its answers come. */
export interface Model {
  /** The part of answers that fail, through the edge and through the ingress. */
  readonly failing: readonly [edge: number, ingress: number]
  /** It fails only from so many seconds on; from the beginning when absent. */
  readonly failsFrom?: number
  /** The part of good answers that are too slow. */
  readonly slow?: readonly [edge: number, ingress: number]
  /** For so many seconds, at a random moment, every answer of both paths fails. */
  readonly burstSeconds?: number
  /** The part of answers that are excluded. */
  readonly excluded?: number
  /** The part of requests that the release under test answers; all when absent. */
  readonly share?: number
}

/** How one run of the gate ended. */
export interface ModelledRun {
  readonly verdict: Verdict
  /** From the first answer to the verdict. */
  readonly seconds: number
}

const PATHS = ['edge', 'ingress'] as const

/** Two paths, each asked whether it is available and fast. */
const MODEL_SETTINGS: GateSettings = {
  release: 'new',
  baselines: new Map(),
  notes: [],
  within: GATE_LIMITS.within,
  objectives: PATHS.flatMap(path => [
    { path, question: 'available', objective: 0.999, latency: undefined },
    { path, question: 'fast', objective: 0.99, latency: milliseconds(300) },
  ]),
}

/** A burst begins at random within so many seconds, while a good release is being judged. */
const BURST_WITHIN = 30

const FAILURE = { reason: 'status', status: 500, answeredBy: 'app' } as const

/** One run of the gate's own code against a modelled release, on a simulated clock; `random` is uniform from 0 to 1. */
export function modelledRun(model: Model, random: () => number): ModelledRun {
  let state = newGate(MODEL_SETTINGS, 0)
  const burstFrom = model.burstSeconds === undefined ? Number.POSITIVE_INFINITY : random() * BURST_WITHIN
  const burstTo = burstFrom + (model.burstSeconds ?? 0)
  const due: [edge: number, ingress: number] = [0, 0.5 / GATE_LIMITS.answersPerSecond]
  for (;;) {
    const index = due[0] <= due[1] ? 0 : 1
    const [path, now] = [PATHS[index], due[index]]
    const decision = decisionAt(state, now)
    if (decision !== undefined) return { verdict: decision.verdict, seconds: now }
    state = gateAfter(state, answerOf(model, { index, now, isInBurst: now >= burstFrom && now < burstTo }, random))
    due[index] += 1 / probesPerSecond(tallyOf(state, path))
  }
}

interface Sent {
  readonly index: 0 | 1
  readonly now: number
  readonly isInBurst: boolean
}

function answerOf(model: Model, { index, now, isInBurst }: Sent, random: () => number): Answer {
  const isOld = model.share !== undefined && random() >= model.share
  const isExcluded = random() < (model.excluded ?? 0)
  const isFailed = isInBurst || (!isOld && now >= (model.failsFrom ?? 0) && random() < model.failing[index])
  const isSlow = !isOld && random() < (model.slow?.[index] ?? 0)
  return {
    path: PATHS[index],
    sentSeconds: now,
    took: isSlow ? seconds(1) : milliseconds(20),
    release: isOld ? 'old' : 'new',
    failure: isFailed ? FAILURE : undefined,
    excluded: isExcluded ? 'prober' : undefined,
  }
}
