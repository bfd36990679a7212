import type { DiagnosticSeverity } from '../../lib/diagnostic/diagnostic.ts'
import { readAst, type SelectorPart } from '../../lib/promql/query/ast.ts'
import { BUCKET_BOUND, matcherText } from '../../lib/promql/query/bucket-bounds.ts'
import { partsOf } from '../../lib/promql/query/output-series.ts'
import { type LabelMatcher, meets } from '../../lib/promql/selector.ts'
import type { Slo } from '../core/model.ts'

/** A selector of an SLO's queries. */
export interface SelectedSeries {
  readonly selector: Pick<SelectorPart, 'text' | 'metric' | 'matchers'>
  /** Whether it stands in the error query alone: that it has no series may mean that there was no error. */
  readonly isOfErrors: boolean
}

/** The selectors of an SLO's queries, each once. */
export function selectedSeries({ sli }: Pick<Slo, 'sli'>): readonly SelectedSeries[] {
  const [some, all] =
    sli.kind === 'events' ? [sli.errorQuery, sli.totalQuery] : [sli.errorRatioQuery, sli.errorRatioQuery]
  const ofTotal = selectorsIn(all)
  const inTotal = new Set(ofTotal.map(({ text }) => text))
  const ofErrors = selectorsIn(some).filter(({ text }) => !inTotal.has(text))
  const once = (selectors: readonly SelectorPart[]) => [...new Map(selectors.map(one => [one.text, one])).values()]
  return [
    ...once(ofTotal).map(selector => ({ selector, isOfErrors: false })),
    // A bucket counts the good events: without it all of them are bad.
    ...once(ofErrors).map(selector => ({ selector, isOfErrors: !hasBound(selector) })),
  ]
}

function hasBound({ matchers }: SelectorPart): boolean {
  return matchers.some(({ label }) => label === BUCKET_BOUND)
}

function selectorsIn(query: string): readonly SelectorPart[] {
  const ast = readAst(query)
  return ast === undefined ? [] : partsOf(ast.root).flatMap(part => (part.kind === 'selector' ? [part] : []))
}

/** What a Prometheus has of a selector that has no series there. */
export interface KnownSeries {
  readonly hasMetric: boolean
  /** The values that each label of the selector has on the metric. */
  readonly values: Readonly<Record<string, readonly string[]>>
}

/** What is wrong with a selector that has no series. */
export interface SelectionProblem {
  readonly severity: DiagnosticSeverity
  readonly code: string
  readonly message: string
  readonly help: string
}

/** Why a selector has no series: a metric or label that is not there, or values that no series has (yet). */
export function selectionProblem({ selector, isOfErrors }: SelectedSeries, known: KnownSeries): SelectionProblem {
  const { metric, matchers, text } = selector
  const about = { severity: 'warning', code: 'no-such-series' } as const
  if (!known.hasMetric) {
    const message = `Prometheus has no series of ${metric === '' ? text : metric}`
    return { ...about, message, help: 'Check the name, and whether its target is scraped.' }
  }
  const unknown = matchers.find(({ label }) => (known.values[label] ?? []).length === 0)
  if (unknown !== undefined && !meets(unknown, '')) {
    const message = `No series of ${metric} has the label ${unknown.label}, so ${matcherText(unknown)} matches none`
    return { ...about, message, help: 'Check the name of the label.' }
  }
  const unmet = matchers.find(matcher => !(known.values[matcher.label] ?? []).some(value => meets(matcher, value)))
  const why = unmet === undefined ? 'all its matchers together' : matcherText(unmet)
  const values = unmet === undefined ? '' : valuesText(unmet, known)
  if (isOfErrors) {
    const message = `No series of ${metric} meets ${why}: either there was no error yet, or this never matches one`
    return { ...about, code: 'no-error-series', message, help: `${values}Check it against what an error looks like.` }
  }
  return { ...about, message: `No series of ${metric} meets ${why}`, help: `${values}Check the value.` }
}

/** More values than this show nothing that the first do not. */
const MOST_VALUES = 12

function valuesText({ label }: LabelMatcher, { values }: KnownSeries): string {
  const all = values[label] ?? []
  const more = all.length > MOST_VALUES ? ', …' : ''
  return `Its values are ${all.slice(0, MOST_VALUES).join(', ')}${more}. `
}
