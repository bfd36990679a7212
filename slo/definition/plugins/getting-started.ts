import { FILTER, filterOption, type SliPlugin, summedRate } from './plugin.ts'

/**
 * The plugin of sloth's own tutorial, as an example of how one is written: it needs a job, wants the SLO to name who
 * owns it, and counts 5xx and 429 as errors.
 */
export const gettingStarted: SliPlugin = {
  id: 'getting_started_availability',
  options: { job: 'the job whose requests are counted', ...FILTER },
  query: ({ options, labels }) => {
    const job = options.job ?? ''
    if (job === '') return { problem: 'The option "job" is missing', option: 'job' }
    const missing = ['owner', 'tier'].find(label => !labels[label])
    if (missing !== undefined) return { problem: `The SLO needs the label "${missing}"` }
    const rate = (...more: readonly string[]) =>
      summedRate('http_request_duration_seconds_count', filterOption(options), `job="${job}"`, ...more)
    return { query: `${rate('code=~"(5..|429)"')}\n/\n${rate()}` }
  },
}
