import type { Matchers } from '../../../lib/promql/write-selector.ts'

/** The scrape job of probers that stand elsewhere: they spend no budget, and page no one. */
export const VANTAGE_JOB = 'vantage'

/** The prober in the cluster, which counts, is called so wherever vantages are named. */
export const CLUSTER_VANTAGE = 'cluster'

/** Series of the prober that counts, and those of the ones that stand elsewhere. */
export const FROM_COUNTING = { job: ['!=', VANTAGE_JOB] } as const satisfies Matchers
export const FROM_ELSEWHERE = { job: VANTAGE_JOB } as const satisfies Matchers
