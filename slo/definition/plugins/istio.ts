import {
  checked,
  EXCLUDE_ERRORS,
  FILTER,
  filterOption,
  flag,
  missed,
  needed,
  numeric,
  type Options,
  type SliPlugin,
  summedRate,
} from './plugin.ts'

/** Options that both have: a service is named with its namespace. */
const SERVICE = {
  namespace: 'the Kubernetes namespace of the service',
  service: 'the name of the service',
  ...FILTER,
} as const

const NAMED = [needed('service'), needed('namespace')]

function serviceOf(options: Options): readonly string[] {
  const { service, namespace } = options
  return [`destination_service_name="${service}"`, `destination_service_namespace="${namespace}"`]
}

/** Sloth's common plugins for the requests that Istio's proxies count. */
export const ISTIO_PLUGINS: readonly SliPlugin[] = [
  {
    id: 'sloth-common/istio/v1/availability',
    options: SERVICE,
    query: checked(NAMED, options => {
      const rate = (...more: string[]) =>
        summedRate('istio_requests_total', filterOption(options), ...serviceOf(options), ...more)
      return `(\n  ${rate('response_code=~"(5..|429)"')}\n  /\n  (${rate()} > 0)\n) OR on() vector(0)`
    }),
  },
  {
    id: 'sloth-common/istio/v1/latency',
    options: {
      ...SERVICE,
      bucket: 'the upper bound of a histogram bucket in milliseconds, such as 500',
      ...EXCLUDE_ERRORS,
    },
    query: request => {
      const answer = latency(request, 'response_code')
      const ofSloth = latency(request, 'code')
      // There the code has a label that Istio's requests lack, so that nothing is left out.
      return 'query' in answer && 'query' in ofSloth ? { ...answer, slothQuery: ofSloth.query } : answer
    },
  },
]

function latency(request: Parameters<SliPlugin['query']>[0], codeLabel: string): ReturnType<SliPlugin['query']> {
  const checks = [numeric('bucket', 'milliseconds, such as 500'), ...NAMED, flag('exclude_errors')]
  return checked(checks, options => {
    const answered = options.exclude_errors === 'true' ? `${codeLabel}!~"5.."` : ''
    return missed(
      'istio_request_duration_milliseconds',
      options,
      filterOption(options),
      answered,
      ...serviceOf(options),
    )
  })(request)
}
