import type { DiagnosticEntries } from './entry.ts'
import { events, openSloFile, sloFile, windowsFile } from './example.ts'

const query = (error: string): string => sloFile({ sli: `sli: ${events(error)}` })

/** What can be wrong with a query, and with the formats of others. */
export const QUERY_ENTRIES: DiagnosticEntries = {
  'no-window': {
    why: 'Rules ask the query over many windows; a fixed range would make all of them the same.',
    bad: query('sum(rate(a[5m]))'),
    good: query('sum(rate(a[{{.window}}]))'),
  },
  'fixed-window': {
    why: 'A part of the query has a range of its own, so long windows mix long and short views.',
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
  'openslo-unsupported': {
    why: 'This part of OpenSLO cannot be turned into rules here; leaving it out silently would change the promise.',
    bad: openSloFile({ more: 'budgetingMethod: Timeslices' }),
    good: openSloFile({ more: 'budgetingMethod: Occurrences' }),
  },
  'unknown-indicator': {
    why: 'The SLO refers to an SLI that is not in the file.',
    bad: openSloFile({ indicator: 'indicatorRef: payments' }),
    good: openSloFile({}),
  },
  'bad-windows': {
    why: 'Windows must be shorter than the period, the short one shorter than the long one, and faster burns found sooner.',
    bad: windowsFile('{ errorBudgetPercent: 2, shortWindow: 2h, longWindow: 1h }'),
    good: windowsFile('{ errorBudgetPercent: 2, shortWindow: 5m, longWindow: 1h }'),
    of: 'windows',
  },
}
