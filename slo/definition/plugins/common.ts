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

/** What histograms of seconds take. */
const BUCKET = { bucket: 'the upper bound of a histogram bucket in seconds, such as 0.4' } as const

/** The plugins that sloth's users know, under their ids and with their options. */
export const COMMON_PLUGINS: readonly SliPlugin[] = [
  {
    id: 'sloth-common/kubernetes/apiserver/availability',
    options: FILTER,
    query: checked([], options => {
      const filter = filterOption(options)
      const metric = 'apiserver_request_total'
      return `${summedRate(metric, filter, 'code=~"(5..|429)"')}\n/\n${summedRate(metric, filter)}`
    }),
  },
  {
    id: 'sloth-common/kubernetes/apiserver/latency',
    options: { ...BUCKET, ...FILTER },
    query: checked([numeric('bucket')], options => {
      const filter = filterOption(options)
      const total = summedRate('apiserver_request_duration_seconds_count', filter, 'verb!="WATCH"')
      const le = `le="${options.bucket}"`
      const good = summedRate('apiserver_request_duration_seconds_bucket', filter, le, 'verb!="WATCH"')
      return `(\n  ${total}\n  -\n  ${good}\n)\n/\n${total}`
    }),
  },
  {
    id: 'sloth-common/kubernetes/nginx-ingress/availability',
    options: FILTER,
    query: checked([], options => {
      const filter = filterOption(options)
      const metric = 'nginx_ingress_controller_requests'
      const ratio = `${summedRate(metric, filter, 'status=~"(5..|429)"')}\n/\n${summedRate(metric, filter)}`
      return `${ratio}\nor on() vector(0)`
    }),
  },
  ...traefik('v1', 'backend', 'backend_regex', 'code=~"(5..|429)"'),
  ...traefik('v2', 'service', 'service_name_regex', 'code=~"(5..)"'),
  {
    id: 'sloth-common/coredns/availability',
    options: { custom_rcode_regex: 'which answers are bad, instead of SERVFAIL', ...FILTER },
    query: checked([], options => {
      const filter = filterOption(options)
      const bad = `rcode=~"${options.custom_rcode_regex?.trim() || 'SERVFAIL'}"`
      const metric = 'coredns_dns_responses_total'
      return `${summedRate(metric, filter, bad)}\n/\n(${summedRate(metric, filter)} > 0)`
    }),
  },
  {
    id: 'sloth-common/coredns/latency',
    options: { ...BUCKET, ...FILTER },
    query: checked([numeric('bucket')], options =>
      missed('coredns_dns_request_duration_seconds', options, filterOption(options)),
    ),
  },
  {
    id: 'sloth-common/prometheus/rules/eval-availability',
    options: FILTER,
    query: checked([], options => {
      const filter = filterOption(options)
      const failed = summedRate('prometheus_rule_evaluation_failures_total', filter)
      return `${failed}\n/\n${summedRate('prometheus_rule_evaluations_total', filter)}`
    }),
  },
  {
    id: 'sloth-common/prometheus/targets/availability',
    options: FILTER,
    query: ({ options }) => {
      const up = `up{${filterOption(options)}}`
      const bad = `sum(count_over_time((${up} == 0)[{{.window}}:]))`
      const all = `sum(count_over_time((${up})[{{.window}}:]))`
      // There the division binds tighter than the `or`, so its result is a count as soon as a target is down.
      return { query: `${bad}\n/\n${all}`, slothQuery: `${bad} or vector(0)\n/\n${all}` }
    },
  },
  {
    id: 'blackbox/availability',
    options: FILTER,
    query: checked([], options => {
      const success = `probe_success{${filterOption(options)}}`
      const total = `sum(count_over_time(${success}[{{.window}}]))`
      return `(\n  ${total}\n  -\n  sum(sum_over_time(${success}[{{.window}}]))\n)\n/\n${total}`
    }),
  },
  {
    id: 'blackbox/latency',
    options: { threshold: 'the longest good duration in seconds', ...FILTER },
    query: checked([numeric('threshold')], options => {
      const duration = `probe_duration_seconds{${filterOption(options)}}`
      const slow = `sum(count_over_time((${duration} > ${options.threshold})[{{.window}}:]))`
      return `${slow}\n/\nsum(count_over_time(${duration}[{{.window}}:]))`
    }),
  },
]

/** Traefik names its services differently in each major version, and counts them alike. */
function traefik(version: string, kind: string, option: string, bad: string): readonly SliPlugin[] {
  const named = (options: Options): string => `${kind}=~"${options[option]}"`
  const name = { [option]: `a regular expression of the ${kind}` }
  return [
    {
      id: `sloth-common/traefik/${version}/availability`,
      options: { ...name, ...FILTER },
      query: checked([needed(option)], options => {
        const metric = `traefik_${kind}_requests_total`
        const rate = (...more: string[]) => summedRate(metric, filterOption(options), named(options), ...more)
        return `(\n  ${rate(bad)}\n  /\n  (${rate()} > 0)\n) OR on() vector(0)`
      }),
    },
    {
      id: `sloth-common/traefik/${version}/latency`,
      options: { ...name, ...BUCKET, ...EXCLUDE_ERRORS, ...FILTER },
      query: checked([needed(option), numeric('bucket'), flag('exclude_errors')], options => {
        const answered = options.exclude_errors === 'true' ? 'code!~"5.."' : ''
        const metric = `traefik_${kind}_request_duration_seconds`
        return missed(metric, options, filterOption(options), answered, named(options))
      }),
    },
  ]
}
