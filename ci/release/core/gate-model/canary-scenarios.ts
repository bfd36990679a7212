import { type CanaryModel, modelledCanaryRun } from './canary-model.ts'
import type { ModelRow } from './characteristic.ts'

const GOOD = [0, 0] as const

const BLIND_WORDS = { unreached: 'without a way to the site', refused: 'refused by each path' } as const

/** A canary beside two pods of the old release, except where it is said. */
const MODELS: readonly (readonly [says: string, model: CanaryModel])[] = [
  ...[0, 0.002, 0.01, 0.03, 0.1, 0.5].map(
    rate => [`${percent(rate)} fails on both paths`, { failing: [rate, rate] }] as const,
  ),
  ['3 % fails on one path', { failing: [0.03, 0] }],
  ['50 % fails on one path', { failing: [0.5, 0] }],
  ['answers every request with 500', { failing: [1, 1] }],
  ['refuses connections, and the ingress answers 502', { failing: GOOD, refuses: 'unsigned' }],
  ['refuses connections, and the ingress asks another pod', { failing: GOOD, refuses: 'retried' }],
  ['takes 1.2 times as long', { failing: GOOD, slowdown: 1.2 }],
  ['takes twice as long', { failing: GOOD, slowdown: 2 }],
  ['takes four times as long', { failing: GOOD, slowdown: 4 }],
  ['0.2 % fails, as of the old release', { failing: [0.002, 0.002], oldFailing: 0.002 }],
  ['3 % fails, as of the old release', { failing: [0.03, 0.03], oldFailing: 0.03 }],
  ['half fails, as of the old release', { failing: [0.5, 0.5], oldFailing: 0.5 }],
  ['good beside an old release of which half fails', { failing: GOOD, oldFailing: 0.5 }],
  [
    'refuses 3 % of its connections, and the ingress answers 502',
    { failing: GOOD, refuses: 'unsigned', refusing: 0.03 },
  ],
  ...[2, 5, 10].map(
    seconds => [`both fail wholly for ${seconds} s once, 0.2 % at other times`, burstOf(seconds)] as const,
  ),
  ...[2, 5, 10].map(
    seconds =>
      [
        `nothing is reached for ${seconds} s once, 0.2 % fails at other times`,
        burstOf(seconds, { isBurstUnsigned: true }),
      ] as const,
  ),
  ...([10, 20, 60] as const).flatMap(blindSeconds =>
    (['unreached', 'refused'] as const).map(
      blindBy =>
        [
          `good, and the gate is ${BLIND_WORDS[blindBy]} for ${blindSeconds} s once`,
          { failing: GOOD, blindSeconds, blindBy },
        ] as const,
    ),
  ),
  ['half fails on both paths, and the gate is cut off for 10 s once', { failing: [0.5, 0.5], blindSeconds: 10 }],
  ['half of both fails for 5 s once, 0.2 % at other times', burstOf(5, { burstPart: 0.5 })],
  [
    'half is not reached for 5 s once, 0.2 % fails at other times',
    burstOf(5, { burstPart: 0.5, isBurstUnsigned: true }),
  ],
  ...[2, 5].map(
    stallSeconds =>
      [
        `both take half a second longer for ${stallSeconds} s once, 0.2 % fails`,
        { failing: [0.002, 0.002], oldFailing: 0.002, stallSeconds },
      ] as const,
  ),
  ['0 % fails, beside nine old pods', { failing: GOOD, oldPods: 9 }],
  ['50 % fails, beside nine old pods', { failing: [0.5, 0.5], oldPods: 9 }],
]

function burstOf(burstSeconds: number, more: Partial<CanaryModel> = {}): CanaryModel {
  return { failing: [0.002, 0.002], oldFailing: 0.002, burstSeconds, ...more }
}

function percent(rate: number): string {
  return `${Number((rate * 100).toPrecision(3))} %`
}

/** Every scenario, in the order of the table. */
export const CANARY_ROWS: readonly ModelRow[] = MODELS.map(([says, model]) => ({
  says,
  run: random => modelledCanaryRun(model, random),
  failedPerRequest: ofUsers(model),
}))

/** The part of the users' requests that fail because of the canary while it is there; they come through the edge. */
function ofUsers({ failing: [edge], refuses, refusing = 1, oldPods = 2 }: CanaryModel): number {
  return (refuses === 'unsigned' ? refusing : refuses === 'retried' ? 0 : edge) / (oldPods + 1)
}
