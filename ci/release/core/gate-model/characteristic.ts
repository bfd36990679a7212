import { type Model, modelledRun } from './model.ts'

/** What many runs of one model came to. */
export interface Characteristic {
  readonly runs: number
  /** The parts of the runs that ended so; the others proceeded. */
  readonly rollBack: number
  readonly hold: number
  /** From the first answer to the verdict. */
  readonly meanSeconds: number
  readonly p95Seconds: number
}

/** The shares and times of so many runs. */
export function characteristicOf(model: Model, runs: number, random: () => number): Characteristic {
  const results = Array.from({ length: runs }, () => modelledRun(model, random))
  const share = (verdict: string) => results.filter(result => result.verdict === verdict).length / runs
  const times = results.map(({ seconds }) => seconds).sort((a, b) => a - b)
  return {
    runs,
    rollBack: share('roll-back'),
    hold: share('hold'),
    meanSeconds: times.reduce((sum, time) => sum + time, 0) / runs,
    p95Seconds: times[Math.ceil(runs * 0.95) - 1] ?? 0,
  }
}
