import { grouped } from '../../../../lib/text/table.ts'
import { type Characteristic, REQUESTS_PER_SECOND } from './characteristic.ts'

/** The head and the rows of the operating characteristic. */
export function characteristicTable({ scenarios }: Characteristic): readonly (readonly string[])[] {
  return [
    ['the release', 'proceed', 'hold', 'roll back', 'mean', 'p95', `failed requests at ${REQUESTS_PER_SECOND}/s`],
    ...scenarios.map(({ says, rollBack, hold, meanSeconds, p95Seconds, failedRequests }) => [
      says,
      percent(1 - rollBack - hold),
      percent(hold),
      percent(rollBack),
      `${meanSeconds.toFixed(1)} s`,
      `${p95Seconds.toFixed(1)} s`,
      grouped(failedRequests),
    ]),
  ]
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`
}
