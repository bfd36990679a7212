import { milliseconds, seconds } from '../../../../lib/duration.ts'
import type { CanaryPlace } from '../beside/canary-share.ts'
import type { Answer } from '../gate/answer.ts'
import { gateAfter, newGate } from '../gate/gate.ts'
import { canaryWithin } from '../gate/limits.ts'
import { probesPerSecondOf } from '../gate/rate.ts'
import type { GateSettings } from '../gate/settings.ts'
import { tallyOf } from '../gate/state.ts'
import { decisionAt } from '../gate/verdict.ts'
import type { ModelledRun } from './model.ts'

/** A canary and the old release beside it, as a model: how their answers come. */
export interface CanaryModel {
  /** The part of the canary's answers that fail, through the edge and through the ingress. */
  readonly failing: readonly [edge: number, ingress: number]
  /** It fails only from so many seconds on; from the beginning when absent. */
  readonly failsFrom?: number
  /** The part of the old release's answers that fail, on both paths. */
  readonly oldFailing?: number
  /** The canary takes so many times as long as the old release. */
  readonly slowdown?: number
  /** For so many seconds, at a random moment, answers of both releases fail: all of them, or a part; unsigned where nothing reaches a pod. */
  readonly burstSeconds?: number
  readonly burstPart?: number
  readonly isBurstUnsigned?: boolean
  /** For so many seconds, at a random moment, every answer of both takes half a second longer. */
  readonly stallSeconds?: number
  /** For so many seconds, at a random moment, the gate is cut off: it finds no way to either release, or each path refuses it. */
  readonly blindSeconds?: number
  /** Every other time each when absent. */
  readonly blindBy?: 'unreached' | 'refused'
  /** What becomes of a request that the canary refuses: the ingress asks another pod, or answers 502. */
  readonly refuses?: 'retried' | 'unsigned'
  /** The part of its requests that it refuses; all when absent. */
  readonly refusing?: number
  /** Two when absent. */
  readonly oldPods?: number
}

const PATHS = ['edge', 'ingress'] as const

/** Two paths, each asked whether it is available and fast; a canary is compared with the old release besides. */
function settingsOf(canary: CanaryPlace): GateSettings {
  return {
    release: 'new',
    canary,
    baselines: new Map(),
    notes: [],
    within: canaryWithin(canary),
    objectives: PATHS.flatMap(path => [
      { path, question: 'available', objective: 0.999, latency: undefined },
      { path, question: 'fast', objective: 0.99, latency: milliseconds(300) },
    ]),
  }
}

/** Bursts and stalls begin at random within so many seconds, while a good canary is being judged. */
const TROUBLE_WITHIN = 30
const STALL_SECONDS = 0.5

const FAILURE = { reason: 'status', status: 500, answeredBy: 'app' } as const
const BAD_GATEWAY = { reason: 'status', status: 502, answeredBy: 'ingress' } as const

/** Of the answers in which a gate that is cut off has no part. */
const BLIND = {
  unreached: {
    ...{ took: undefined, release: undefined, excluded: 'unreached' },
    failure: { reason: 'unreachable', status: undefined, answeredBy: undefined },
  },
  refused: {
    ...{ took: undefined, release: undefined, excluded: undefined },
    failure: { reason: 'refused', status: undefined, answeredBy: undefined },
  },
} as const satisfies Readonly<Record<string, Reply>>

/** The times of a page behind two proxies: half within 30 ms, 99 % within 54 ms (log-normal). */
const MEDIAN_SECONDS = 0.03
const SPREAD = 0.25

interface Trouble {
  readonly from: number
  readonly to: number
}

/** One run of the gate's own code against a modelled canary, on a simulated clock; `random` is uniform from 0 to 1. */
export function modelledCanaryRun(model: CanaryModel, random: () => number): ModelledRun {
  const place = { oldPods: model.oldPods ?? 2 }
  const settings = settingsOf(place)
  let state = newGate(settings, 0)
  const burst = troubleOf(model.burstSeconds, random)
  const stall = troubleOf(model.stallSeconds, random)
  const blind = troubleOf(model.blindSeconds, random)
  const isRefusedBlind =
    model.blindSeconds !== undefined && (model.blindBy === undefined ? random() < 0.5 : model.blindBy === 'refused')
  const due: [edge: number, ingress: number] = [0, 0.5 / probesPerSecondOf(settings, tallyOf(state, 'edge'))]
  for (;;) {
    const index = due[0] <= due[1] ? 0 : 1
    const [path, now] = [PATHS[index], due[index]]
    const decision = decisionAt(state, now)
    if (decision !== undefined) return { verdict: decision.verdict, seconds: now }
    const isIn = ({ from, to }: Trouble): boolean => now >= from && now < to
    const moment = {
      index,
      isFailing: now >= (model.failsFrom ?? 0),
      isInBurst: isIn(burst),
      isStalled: isIn(stall),
      blind: isIn(blind) ? (isRefusedBlind ? BLIND.refused : BLIND.unreached) : undefined,
    } as const
    state = gateAfter(state, { ...answerOf(model, place, moment, random), path, sentSeconds: now })
    due[index] += 1 / probesPerSecondOf(settings, tallyOf(state, path))
  }
}

function troubleOf(lasts: number | undefined, random: () => number): Trouble {
  const from = lasts === undefined ? Number.POSITIVE_INFINITY : random() * TROUBLE_WITHIN
  return { from, to: from + (lasts ?? 0) }
}

interface Moment {
  readonly index: 0 | 1
  readonly isFailing: boolean
  readonly isInBurst: boolean
  readonly isStalled: boolean
  /** What each probe comes to where the gate is cut off. */
  readonly blind: Reply | undefined
}

type Reply = Omit<Answer, 'path' | 'sentSeconds'>

function answerOf(
  model: CanaryModel,
  { oldPods }: CanaryPlace,
  { index, isFailing, isInBurst, isStalled, blind }: Moment,
  random: () => number,
): Reply {
  if (blind !== undefined) return blind
  const isAtCanary = random() < 1 / (oldPods + 1)
  const isRefused = isAtCanary && model.refuses !== undefined && random() < (model.refusing ?? 1)
  const isHit = isInBurst && random() < (model.burstPart ?? 1)
  const isUnsigned = (isHit && model.isBurstUnsigned === true) || (isRefused && model.refuses === 'unsigned')
  const isCanary = isAtCanary && !(isRefused && model.refuses === 'retried')
  const rate = isCanary ? (isFailing ? model.failing[index] : 0) : (model.oldFailing ?? 0)
  const isFailed = isUnsigned || isHit || random() < rate
  const slowdown = isCanary ? (model.slowdown ?? 1) : 1
  return {
    took: seconds(slowdown * MEDIAN_SECONDS * Math.exp(SPREAD * normal(random)) + (isStalled ? STALL_SECONDS : 0)),
    release: isUnsigned ? undefined : isCanary ? 'new' : 'old',
    failure: isUnsigned ? BAD_GATEWAY : isFailed ? FAILURE : undefined,
    excluded: undefined,
  }
}

/** A number of the normal distribution (Box and Muller, 1958). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
