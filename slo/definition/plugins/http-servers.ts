import {
  checked,
  EXCLUDE_ERRORS,
  filterOption,
  flag,
  needed,
  numeric,
  type OptionCheck,
  type SliPlugin,
  summedRate,
} from './plugin.ts'

const NEEDED_FILTER = { filter: 'matchers of the service, such as service="shop"' } as const

/** Sloth's plugin takes equalities only. */
const EQUALITIES: OptionCheck = {
  option: 'filter',
  wanted: 'matchers such as service="shop",handler="/buy"',
  isGood: text => /^([^=,]+="[^=,"]+",)*[^=,]+="[^=,"]+"$/.test(text.replace(/^[{},]+|[{},]+$/g, '')),
}

/** Sloth's common plugins for HTTP servers that count their own requests. */
export const HTTP_PLUGINS: readonly SliPlugin[] = [
  {
    id: 'sloth-common/slok-go-http-metrics/availability',
    options: NEEDED_FILTER,
    query: checked([needed('filter'), EQUALITIES], options => {
      const rate = (...more: string[]) =>
        summedRate('http_request_duration_seconds_count', filterOption(options), ...more)
      return `${rate('code=~"(5..|429)"')}\n/\n${rate()}`
    }),
  },
  {
    id: 'sloth-common/slok-go-http-metrics/latency',
    options: {
      ...NEEDED_FILTER,
      bucket: 'the upper bound of a histogram bucket in seconds, such as 0.3',
      ...EXCLUDE_ERRORS,
    },
    query: checked([numeric('bucket'), needed('filter'), EQUALITIES, flag('exclude_errors')], options => {
      const answered = options.exclude_errors === 'true' ? 'code!~"5.."' : ''
      const rate = (name: string, ...more: string[]) =>
        summedRate(`http_request_duration_seconds_${name}`, filterOption(options), answered, ...more)
      return `1 - (\n  ${rate('bucket', `le="${options.bucket}"`)}\n  /\n  ${rate('count')}\n)`
    }),
  },
  {
    id: 'sloth-common/haproxy/frontend/availability',
    options: { filter: 'more matchers, such as instance=~"front-.*"' },
    query: checked([], options => {
      const rate = (...more: string[]) =>
        summedRate('haproxy_frontend_http_responses_total', filterOption(options), ...more)
      return `${rate('code="5xx"')}\n/\n${rate()}`
    }),
  },
]
