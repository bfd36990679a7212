import { selector } from '../../lib/promql/write-selector.ts'
import { OF_WEB_APP } from '../../services/web/contract/jobs.ts'
import { METRICS as WEB } from '../../services/web/contract/names.ts'
import type { Variable } from '../panels/board.ts'

/** The choice of the web app, where a Prometheus scrapes several; the status page, which is the same program, is none of them. */
export const JOB: Variable = {
  name: 'job',
  label: 'Job',
  description: 'The scrape job of the web app.',
  values: { metric: selector(WEB.requests, OF_WEB_APP), label: 'job', all: OF_WEB_APP.job[1] },
  isMulti: true,
}

/** Matches series of the chosen jobs. */
export const CHOSEN_JOB = { job: ['=~', '$job'] } as const
