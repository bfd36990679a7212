import { METRICS as WEB } from '../../services/web/contract/names.ts'
import type { Variable } from '../panels/board.ts'

/** The choice of the web app, where a Prometheus scrapes several. */
export const JOB: Variable = {
  name: 'job',
  label: 'Job',
  description: 'The scrape job of the web app.',
  values: { metric: WEB.requests, label: 'job' },
  isMulti: true,
}

/** Matches series of the chosen jobs. */
export const CHOSEN_JOB = { job: ['=~', '$job'] } as const
