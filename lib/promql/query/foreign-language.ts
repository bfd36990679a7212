import type { PromqlProblem } from '../problem.ts'
import { withoutTexts } from '../tree.ts'

/** Words of another query language, and what to write in PromQL. */
interface Foreign {
  readonly language: string
  readonly pattern: RegExp
  readonly help: string
}

const METRICSQL = 'MetricsQL, the language of VictoriaMetrics'
const PLAIN_PROMQL = 'Prometheus reads PromQL only: write it with functions of Prometheus.'

/** Functions that MetricsQL has and PromQL lacks (https://docs.victoriametrics.com/victoriametrics/metricsql/). */
const METRICSQL_FUNCTIONS =
  'rollup rollup_\\w+ increase_pure increase_prometheus rate_over_sum rate_prometheus ideriv integrate lifetime lag ' +
  'scrape_interval default_rollup count_eq_over_time count_ne_over_time count_gt_over_time count_le_over_time ' +
  'sum_eq_over_time sum_gt_over_time sum_le_over_time share_gt_over_time share_le_over_time share_eq_over_time ' +
  'geomean_over_time distinct_over_time mode_over_time median_over_time range_over_time hoeffding_bound_\\w+ ' +
  'duration_over_time tlast_over_time tfirst_over_time descent_over_time ascent_over_time outlier_iqr_over_time ' +
  'zscore_over_time decreases_over_time increases_over_time stale_samples_over_time aggr_over_time quantiles_over_time ' +
  'candlestick_over_time histogram_over_time histogram_share histogram_avg_over_time buckets_limit prometheus_buckets ' +
  'range_\\w+ running_\\w+ remove_resets interpolate keep_last_value keep_next_value smooth_exponential union ' +
  'label_set label_del label_keep label_copy label_move label_map label_match label_mismatch label_transform label_value ' +
  'label_graphite_group label_lowercase label_uppercase labels_equal drop_common_labels alias limit_offset ru ttf ' +
  'bitmap_and bitmap_or bitmap_xor now rand rand_normal rand_exponential timezone_offset any distinct geomean histogram ' +
  'median mode outliers_iqr outliers_mad outliersk quantiles share sum2 zscore topk_\\w+ bottomk_\\w+'

const FOREIGN: readonly Foreign[] = [
  {
    language: METRICSQL,
    pattern: /(?<=[\s)\]}])default\s+(?:-?\d|\(|nan\b|inf\b|[a-z_:][\w:]*\s*[({[])/gi,
    help: 'Write `or vector(0)` in the place of `default 0`; for the rules here it may be left out.',
  },
  {
    language: METRICSQL,
    pattern: /(?<=[\s)\]}])(?:if|ifnot)(?=[\s(])/gi,
    help: 'Write `and` for `if`, and `unless` for `ifnot`.',
  },
  {
    language: METRICSQL,
    pattern: /(?<=\{[^{}]*)\bor\b(?=[^{}]*\})/gi,
    help: 'Write one regular expression, or add up two selectors.',
  },
  { language: METRICSQL, pattern: /(?<=\)\s*)limit\s+\d+/gi, help: 'Leave it out, or write topk(…).' },
  { language: METRICSQL, pattern: /(?<![\w:.])\d+(?:\.\d+)?[KMGT]i?B?\b/g, help: 'Write the number in full.' },
  {
    language: METRICSQL,
    pattern: /\boffset\s+-?\s*\d+i\b/gi,
    help: 'Prometheus has no unit "i": write a length such as 1m.',
  },
  { language: METRICSQL, pattern: /(?<![\w:])keep_metric_names\b/gi, help: 'Leave it out.' },
  { language: METRICSQL, pattern: /^\s*with\s*\(/gi, help: 'Write the parts out where they are used.' },
  {
    language: METRICSQL,
    pattern: new RegExp(`(?<![\\w:])(?:${METRICSQL_FUNCTIONS.replaceAll(' ', '|')})(?=\\s*\\()`, 'g'),
    help: PLAIN_PROMQL,
  },
  {
    language: METRICSQL,
    pattern: /(?<=\[[^\]]*)\b\d+i\b/g,
    help: 'Prometheus has no unit "i": write {{.window}}, or a length such as 1m.',
  },
  {
    language: 'LogQL, the language of Loki',
    pattern:
      /\|=|\|~|!~\s*`|\|\s*(?:json|logfmt|regexp|pattern|unpack|unwrap|line_format|label_format|decolorize)\b|(?<![\w:])bytes_(?:rate|over_time)(?=\s*\()/g,
    help: 'Let Loki record the logs as a metric, and count that one.',
  },
  { language: 'the language of Datadog', pattern: /^\s*(?:sum|avg|max|min|count):[\w.]+\{/g, help: PLAIN_PROMQL },
]

/** The first word of a query that Prometheus refuses because it is of another language; undefined when there is none. */
export function foreignProblem(query: string): PromqlProblem | undefined {
  const text = withoutTexts(query)
  const found = FOREIGN.flatMap(({ language, pattern, help }) => {
    return [...text.matchAll(pattern)].map(match => ({
      code: 'foreign-language',
      message: `"${match[0].trim()}" is ${language}`,
      help,
      range: [match.index, match.index + match[0].length] as const,
    }))
  })
  return found.sort((a, b) => a.range[0] - b.range[0])[0]
}
