import type { DiagnosticEntries } from './entry.ts'
import { events, openSloFile, sloFile, windowsFile } from './example.ts'

const query = (error: string): string => sloFile({ sli: `sli: ${events(error)}` })

const annotated = (summary: string): string =>
  sloFile({ alerting: `alerting: { name: WebCheckout, annotations: { summary: '${summary}' } }` })

/** What can be wrong with a query, and with the formats of others. */
export const QUERY_ENTRIES: DiagnosticEntries = {
  'no-window': {
    why: 'Rules evaluate the query over many windows; a fixed range would make all of them the same.',
    bad: query('sum(rate(a[5m]))'),
    good: query('sum(rate(a[{{.window}}]))'),
  },
  'fixed-window': {
    why: 'A part of the query has a range of its own, so long windows mix long and short ranges.',
    bad: query('sum(rate(a[{{.window}}])) - sum(rate(b[5m]))'),
    good: query('sum(rate(a[{{.window}}])) - sum(rate(b[{{.window}}]))'),
  },
  template: {
    why: 'Only {{.window}} is filled in.',
    bad: query('sum(rate(a[{{.windw}}]))'),
    good: query('sum(rate(a[{{.window}}]))'),
  },
  'promql-syntax': {
    why: 'Prometheus would refuse the whole rule file because of it.',
    bad: query('sum(rate(a[{{.window}}])'),
    good: query('sum(rate(a[{{.window}}]))'),
  },
  'promql-unknown-function': {
    why: 'PromQL has no function of this name.',
    bad: query('sum(raet(a[{{.window}}]))'),
    good: query('sum(rate(a[{{.window}}]))'),
  },
  'promql-type': {
    why: 'A function of ranges got an instant vector, or the other way round.',
    bad: query('sum(a[{{.window}}])'),
    good: query('sum(rate(a[{{.window}}]))'),
  },
  'promql-arguments': {
    why: 'The function takes another number of arguments.',
    bad: query('clamp_min(sum(rate(a[{{.window}}])))'),
    good: query('clamp_min(sum(rate(a[{{.window}}])), 0)'),
  },
  'promql-string': {
    why: 'In quotes a backslash begins an escape, and Prometheus knows few of them; it would refuse the whole rule file.',
    bad: query('sum(rate(a{code=~"\\d+"}[{{.window}}]))'),
    good: query('sum(rate(a{code=~"\\\\d+"}[{{.window}}]))'),
  },
  'promql-regex': {
    why: 'Prometheus reads regular expressions as RE2 does and would refuse the whole rule file because of this one.',
    bad: query('sum(rate(a{code=~"5(.."}[{{.window}}]))'),
    good: query('sum(rate(a{code=~"5(..)"}[{{.window}}]))'),
  },
  'promql-selector': {
    why: 'Prometheus refuses a selector that might take every series there is, and a metric that is named twice.',
    bad: query('sum(rate({job=~".*"}[{{.window}}]))'),
    good: query('sum(rate({__name__="errors",job=~".+"}[{{.window}}]))'),
  },
  'promql-modifier': {
    why: 'What stands before `offset` or `@` must be a selector or a subquery; of anything else Prometheus has no earlier value.',
    bad: query('sum(rate(a[{{.window}}])) offset 1h'),
    good: sloFile({
      sli: `sli: ${events('sum(rate(a[{{.window}}] offset 1h))', 'sum(rate(b[{{.window}}] offset 1h))')}`,
    }),
  },
  'promql-duration': {
    why: 'A range needs a length above zero, in the units of Prometheus.',
    bad: query('sum(rate(a[{{.window}}]) + rate(b[0s] offset 1h))'),
    good: query('sum(rate(a[{{.window}}]) + rate(b[{{.window}}] offset 1h))'),
  },
  'promql-number': {
    why: 'The number is too large for a 64-bit float.',
    bad: query('sum(rate(a[{{.window}}])) / 1e999 * 1e999'),
    good: query('sum(rate(a[{{.window}}])) / 1e9 * 1e9'),
  },
  'promql-operator': {
    why: 'The operator cannot join these two sides, or not with these words behind it.',
    bad: query('sum(rate(a[{{.window}}])) or 0'),
    good: query('sum(rate(a[{{.window}}])) or vector(0)'),
  },
  'promql-label': {
    why: 'Prometheus loads such a rule and then fails at every evaluation, so that nothing is recorded.',
    bad: query('sum(label_replace(rate(a[{{.window}}]), "my-zone", "$1", "zone", "(.*)"))'),
    good: query('sum(label_replace(rate(a[{{.window}}]), "my_zone", "$1", "zone", "(.*)"))'),
  },
  'promql-experimental': {
    why: 'Prometheus refuses it unless it was started with a feature flag, and the rules do not show that it must be.',
    bad: query('sum(limitk(5, rate(a[{{.window}}])))'),
    good: query('sum(rate(a[{{.window}}]))'),
  },
  'promql-newer': {
    why: 'Rules must load in Prometheus 2.42 as well as in 3. With --compat sloth it is a warning, for sloth writes them for 3.',
    bad: query('sum(rate({"http.requests"}[{{.window}}]))'),
    good: query('sum(rate(http_requests[{{.window}}]))'),
  },
  'alert-template': {
    why: 'Prometheus refuses the whole rule file because of a wrong template, or puts an error where the on-call should read.',
    bad: annotated('{{ $lables.instance }} is at {{ $value | humanise }}'),
    good: annotated('{{ $labels.instance }} is at {{ $value | humanize }}'),
  },
  'openslo-unsupported': {
    why: 'This part of OpenSLO cannot be turned into rules here; leaving it out silently would change the SLO. What does not change it, such as an alert policy, is a warning.',
    bad: openSloFile({ more: 'budgetingMethod: Timeslices' }),
    good: openSloFile({ more: 'budgetingMethod: Occurrences' }),
  },
  'unknown-indicator': {
    why: 'The SLO refers to an SLI that is not in the file.',
    bad: openSloFile({ indicator: 'indicatorRef: payments' }),
    good: openSloFile({}),
  },
  'bad-windows': {
    why: 'Windows must be shorter than the period, the short one shorter than the long one, and faster burns detected sooner.',
    bad: windowsFile('{ errorBudgetPercent: 2, shortWindow: 2h, longWindow: 1h }'),
    good: windowsFile('{ errorBudgetPercent: 2, shortWindow: 5m, longWindow: 1h }'),
    of: 'windows',
  },
}
