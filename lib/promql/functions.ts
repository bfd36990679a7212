/** What a PromQL expression gives (https://prometheus.io/docs/prometheus/latest/querying/basics/#expression-language-data-types). */
export type PromqlType = 'scalar' | 'instant vector' | 'range vector' | 'string'

/** What a function takes and gives; a trailing `?` is an argument that may be left out, `*` one that may be repeated. */
export interface PromqlFunction {
  readonly takes: readonly { readonly type: PromqlType; readonly isOptional: boolean; readonly isRepeated: boolean }[]
  readonly gives: PromqlType
}

const LETTERS: Readonly<Record<string, PromqlType>> = {
  s: 'scalar',
  v: 'instant vector',
  m: 'range vector',
  t: 'string',
}

/** Functions by what they take and give (https://prometheus.io/docs/prometheus/latest/querying/functions/). */
const NAMES_BY_SIGNATURE: Readonly<Record<string, string>> = {
  'v>v':
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count ' +
    'histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh ' +
    'timestamp start_timestamp',
  'm>v':
    'absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate ' +
    'last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time ' +
    'stdvar_over_time sum_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time',
  'v?>v': 'day_of_month day_of_week day_of_year days_in_month hour minute month year',
  'v s>v': 'clamp_max clamp_min',
  'v s s>v': 'clamp',
  'v s?>v': 'round',
  's v>v': 'histogram_quantile',
  's s v>v': 'histogram_fraction',
  's m>v': 'quantile_over_time',
  'm s>v': 'predict_linear',
  'm s s>v': 'double_exponential_smoothing',
  'v t t t t>v': 'label_replace',
  'v t t t*>v': 'label_join',
  'v t*>v': 'sort_by_label sort_by_label_desc',
  'v t s*>v': 'histogram_quantiles',
  'v v?>v': 'info',
  's>v': 'vector',
  'v>s': 'scalar',
  '>s': 'time pi',
}

/** Aggregations by what they take before their `by` or `without`. */
const AGGREGATIONS_BY_SIGNATURE: Readonly<Record<string, string>> = {
  'v>v': 'sum avg min max count group stddev stdvar',
  's v>v': 'topk bottomk quantile limitk limit_ratio',
  't v>v': 'count_values',
}

/** Every function of PromQL by its name. */
export const PROMQL_FUNCTIONS = byName(NAMES_BY_SIGNATURE)

/** Every aggregation of PromQL by its name. */
export const PROMQL_AGGREGATIONS = byName(AGGREGATIONS_BY_SIGNATURE)

/** What Prometheus knows only when it is started with a feature flag. */
export const EXPERIMENTAL: ReadonlySet<string> = new Set(
  (
    'double_exponential_smoothing end histogram_quantiles info limit_ratio limitk mad_over_time max_of min_of range ' +
    'sort_by_label sort_by_label_desc start start_timestamp step ts_of_first_over_time ts_of_last_over_time ' +
    'ts_of_max_over_time ts_of_min_over_time'
  ).split(' '),
)

/** What Prometheus 3 has and 2.42 lacks. */
export const NEWER_FUNCTIONS: ReadonlySet<string> = new Set([
  'first_over_time',
  'histogram_avg',
  'histogram_stddev',
  'histogram_stdvar',
])

function byName(signatures: Readonly<Record<string, string>>): ReadonlyMap<string, PromqlFunction> {
  return new Map(
    Object.entries(signatures).flatMap(([signature, names]) => {
      const [takes = '', gives = 'v'] = signature.split('>')
      const parameters = takes
        .split(' ')
        .filter(text => text !== '')
        .map(text => ({
          type: LETTERS[text.charAt(0)] ?? 'instant vector',
          isOptional: text.endsWith('?') || text.endsWith('*'),
          isRepeated: text.endsWith('*'),
        }))
      const known: PromqlFunction = { takes: parameters, gives: LETTERS[gives] ?? 'instant vector' }
      return names.split(' ').map(name => [name, known] as const)
    }),
  )
}
