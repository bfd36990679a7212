import { humanDuration, seconds } from '../../../../lib/duration.ts'

/** What a deploy took from the error budget of one SLO. */
export interface SloCost {
  readonly id: string
  /** How long it was bad during the deploy: the part of bad events of its time. */
  readonly badSeconds: number
  /** How long it may be bad in its whole period. */
  readonly budgetSeconds: number
  /** What is left of the budget after it: 1 full, 0 spent; undefined where that is not known. */
  readonly left: number | undefined
}

/** What Prometheus says of it, or why it is not known. */
export type CostAnswer = { readonly slos: readonly SloCost[] } | { readonly unknown: string }

/** The cost in a sentence: of the SLO that lost the greatest part of its budget, and how many more lost some. */
export function costSentence(answer: CostAnswer): string {
  if ('unknown' in answer) return `What this deploy cost of the error budget is not known: ${answer.unknown}.`
  const part = ({ badSeconds, budgetSeconds }: SloCost): number => badSeconds / budgetSeconds
  const spent = answer.slos.filter(({ badSeconds }) => badSeconds > 0).toSorted((a, b) => part(b) - part(a))
  const [worst, ...others] = spent
  if (answer.slos.length === 0) return 'What this deploy cost of the error budget is not known: no SLO has data.'
  if (worst === undefined) return 'This deploy cost nothing of any error budget.'
  const more = others.length === 0 ? '' : `; ${others.map(({ id }) => id).join(', ')} lost a smaller part`
  const left = worst.left === undefined ? '' : ` ${percent(worst.left)} of it is left.`
  return `This deploy cost ${shown(worst.badSeconds)} of the budget of ${worst.id}, ${percent(part(worst))} of its ${shown(worst.budgetSeconds)}${more}.${left}`
}

function shown(value: number): string {
  return humanDuration(seconds(value < 10 ? Number(value.toFixed(1)) : Math.round(value)))
}

function percent(part: number): string {
  return `${Number((part * 100).toPrecision(2))} %`
}
