import { type DeployEvent, newDeploy, stepAfter } from '../deploy/machine.ts'
import type { EndName, StateName } from '../deploy/states.ts'
import { modelledCanaryRun } from '../gate-model/canary-model.ts'
import { type ModelledRun, modelledRun } from '../gate-model/model.ts'
import { type Exposure, failedRequests, type ModelledRelease, ROLLOUT_SECONDS, type RuleRun } from './release.ts'

/** One canary beside two pods of the old release answers this part. */
const SHARE = 1 / 3
/**
 * How long requests meet a canary before it is judged, for the deployer looks each second or two whether it is ready, and how long after
 * it is deleted, until the ingress knows.
 */
const [READY_SECONDS, LAG_SECONDS] = [3, 3]

const ROUTE: readonly StateName[] = [
  ...(['baseline', 'canary', 'canary-gate', 'withdraw', 'apply', 'rollout', 'gate', 'finish'] as const),
]

/** What a state of the model takes, which part of the requests meets the release meanwhile, and what comes of it. */
interface Played {
  readonly seconds: number
  readonly weight: number
  readonly event: DeployEvent
}

const GOOD = { is: 'good' } as const

type Play = (release: ModelledRelease, age: number, random: () => number) => Played

/** What does not expose the release: it takes no time here. */
const ASIDE: Play = () => ({ seconds: 0, weight: 0, event: GOOD })
const ROLLS: Play = () => ({ seconds: ROLLOUT_SECONDS, weight: 0.5, event: GOOD })

const PLAYS: Readonly<Record<StateName, Play>> = {
  preflight: ASIDE,
  lock: () => ({
    ...{ seconds: 0, weight: 0 },
    event: { is: 'planned', route: ROUTE, canReturn: true, rejected: undefined },
  }),
  baseline: ASIDE,
  canary: () => ({ seconds: READY_SECONDS, weight: SHARE, event: GOOD }),
  'canary-gate': (release, age, random) => {
    const { failing, common = 0, isRefusing, failsFrom = 0, slowdown = 1, burstSeconds, blindSeconds } = release
    const rate = isRefusing === true ? 0 : failing + common
    const found = modelledCanaryRun(
      {
        ...{ failing: [rate, rate], oldFailing: common, failsFrom: Math.max(0, failsFrom - age), slowdown },
        ...(isRefusing === true ? { refuses: 'unsigned' as const } : {}),
        ...(burstSeconds === undefined ? {} : { burstSeconds }),
        ...(blindSeconds === undefined ? {} : { blindSeconds }),
      },
      random,
    )
    return { seconds: found.seconds, weight: SHARE, event: eventOf(found) }
  },
  withdraw: () => ({ seconds: LAG_SECONDS, weight: SHARE, event: GOOD }),
  apply: ASIDE,
  rollout: ROLLS,
  gate: ({ failing, common = 0, failsFrom = 0 }, age, random) => {
    const rate = failing + common
    // Trouble comes once, and has met the canary.
    const found = modelledRun({ failing: [rate, rate], failsFrom: Math.max(0, failsFrom - age) }, random)
    return { seconds: found.seconds, weight: 1, event: eventOf(found) }
  },
  'in-force': ASIDE,
  finish: ASIDE,
  undo: ASIDE,
  'undo-rollout': ROLLS,
  'undo-gate': ASIDE,
}

function eventOf({ verdict }: ModelledRun): DeployEvent {
  if (verdict === 'proceed') return GOOD
  return verdict === 'roll-back'
    ? { is: 'bad', by: 'gate', sentence: 'It is bad.' }
    : { is: 'unclear', sentence: 'It is not known.' }
}

/** The ends after which the release is not out. */
const BACK: readonly EndName[] = ['caught-by-gate', 'rolled-back-by-gate', 'withdrawn']

/** Our own deploy: its state machine and its gate, with what surrounds them modelled. */
export function ours(release: ModelledRelease, random: () => number): RuleRun {
  let deploy = newDeploy()
  let [seconds, age] = [0, 0]
  const exposures: Exposure[] = []
  for (;;) {
    const { at } = deploy
    // Pods of the rollout are new ones.
    if (at === 'rollout') age = 0
    const played = PLAYS[at](release, age, random)
    exposures.push({ weight: played.weight, seconds: played.seconds, age })
    age += played.seconds
    seconds += played.seconds
    const step = stepAfter(deploy, played.event)
    deploy = step.deploy
    const end = step.actions.find(action => action.do === 'end')
    if (end === undefined) continue
    const isTakenBack = BACK.includes(end.end)
    const staying = isTakenBack ? [] : [{ weight: 1, seconds: Number.POSITIVE_INFINITY, age }]
    return {
      isTakenBack,
      isWithdrawn: end.end === 'withdrawn',
      seconds,
      failedRequests: failedRequests(release, [...exposures, ...staying]),
    }
  }
}
