import type { Matchers } from '../../../lib/promql/write-selector.ts'

/** The scrape jobs of the web app, in a cluster and on one machine. */
export const WEB_JOBS = { cluster: 'app', stack: 'web' } as const

/** Matches the web app's own series: the status page is the same program under a job of its own, and other programs use the same names. */
export const OF_WEB_APP = { job: ['=~', Object.values(WEB_JOBS).join('|')] } as const satisfies Matchers
