import type { Model } from './model.ts'

/** A release as the operating characteristic shows it. */
export interface Scenario {
  readonly says: string
  readonly model: Model
  /** The curve that it is a point of, and where. */
  readonly curve?: Curve
  readonly rate?: number
}

/** The curves of the picture. */
export const CURVES = {
  both: 'fails on both paths',
  one: 'fails on one path',
  slow: 'too slow on both paths',
} as const
export type Curve = keyof typeof CURVES

const percent = (rate: number): string => `${Number((rate * 100).toPrecision(3))} %`

const FAILING = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5]

/** Every scenario, in the order of the table. */
export const SCENARIOS: readonly Scenario[] = [
  ...FAILING.map(rate => point('both', rate, { failing: [rate, rate] })),
  { says: 'answers nothing', model: { failing: [1, 1] }, curve: 'both', rate: 1 },
  ...[0.002, 0.005, 0.01, 0.02, 0.03, 0.1, 0.5].map(rate => point('one', rate, { failing: [rate, 0] })),
  ...[0.002, 0.005, 0.01, 0.02, 0.03, 0.1, 0.5].map(rate =>
    point('slow', rate, { failing: [0, 0], slow: [rate, rate] }),
  ),
  ...[1, 2, 3, 4].map(burstSeconds => ({
    says: `fails wholly for ${burstSeconds} s once`,
    model: { failing: [0, 0], burstSeconds } as const,
  })),
  {
    says: 'fails wholly for 2 s once, and 0.1 % at other times',
    model: { failing: [0.001, 0.001], burstSeconds: 2 },
  },
  { says: 'gives a third of the answers, of which none fails', model: { failing: [0, 0], share: 1 / 3 } },
  { says: 'gives a third of the answers, of which 3 % fail', model: { failing: [0.03, 0.03], share: 1 / 3 } },
  { says: 'good, and a tenth of the answers is excluded', model: { failing: [0, 0], excluded: 0.1 } },
  { says: 'good, and three tenths are excluded', model: { failing: [0, 0], excluded: 0.3 } },
]

function point(curve: Curve, rate: number, model: Model): Scenario {
  return { says: `${percent(rate)} ${CURVES[curve]}`, model, curve, rate }
}
