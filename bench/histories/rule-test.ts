import { renderYaml } from '../../lib/yaml/writer.ts'
import { periodName, seriesOf } from '../../slo/core/identity.ts'
import type { Slo } from '../../slo/core/model.ts'
import { LABELS, SERIES } from '../../slo/core/names.ts'
import { isAlert, type Rule } from '../../slo/core/rule-group.ts'
import { EXAMPLE_PROBES } from '../../slo/definition/diagnostics/examples.ts'
import { parseSlos } from '../../slo/definition/parse.ts'
import { renderRuleFile } from '../../slo/rules/output.ts'
import { rulesForSlo } from '../../slo/rules/rules.ts'
import type { Counted } from './counted-events.ts'
import { type History, isIn, isSlow } from './history.ts'

export const RULES = 'history.rules.yaml'
/** 1 while Prometheus evaluates, and while bad events are given back. */
const EVALUATES = 'evaluates'
const GIVES_BACK = 'gives_back'
/** 1 at an evaluation of the slow group, for promtool evaluates every group at each step. */
const EVALUATES_SLOWLY = 'evaluates_slowly'

/** What is deleted where bad events are given back; the sparse counts follow from it. */
const GIVEN_BACK: readonly string[] = [SERIES.errorCount, SERIES.lateErrors]

const SLIS = {
  probe: 'probe: { probe: home, path: edge }',
  requests:
    'events: { error_query: \'sum(rate(requests_total{code="500"}[{{.window}}]))\', total_query: "sum(rate(requests_total[{{.window}}]))" }',
}

/** The SLO of a history. */
export function sloOf({ kind, objectivePercent, period }: History): Slo {
  const text = `version: prometheus/v1\nservice: web\nslos: [{ name: home, objective: ${objectivePercent}, period: ${period}, sli: { ${SLIS[kind]} }, alerting: { name: Burns } }]\n`
  const [slo] = parseSlos([{ path: 'history.yaml', text }], EXAMPLE_PROBES).value.flatMap(({ slos }) => slos)
  if (slo === undefined) throw new RangeError(`No SLO: ${text}`)
  return slo
}

/** What is read of each checked step. */
export function questionsOf(slo: Slo) {
  const period = periodName(slo)
  const sum = (series: string): string => `sum(${seriesOf(slo, series)})`
  return {
    bad: sum(SERIES.errorRatio(period)),
    left: sum(SERIES.budgetRemaining),
    hour: sum(SERIES.errorRatio('1h')),
    day: sum(SERIES.errorRatio('6h')),
    page: `count(ALERTS{alertname="Burns",alertstate="firing",${LABELS.severity}="page"})`,
  } as const
}

/** The rules of a history, as those of a Prometheus that does not always evaluate. */
export function rulesText(history: History): string {
  const slo = sloOf(history)
  const gated = (rule: Rule, gate: string): Rule => {
    const isGivenBack = !isAlert(rule) && GIVEN_BACK.includes(rule.record)
    const kept = isGivenBack ? ` * scalar(1 - ${GIVES_BACK})` : ''
    return { ...rule, expr: `((${rule.expr})${kept}) and on () (${gate} == 1)` }
  }
  const groups = rulesForSlo(slo).map((group, index) => ({
    ...group,
    rules: group.rules.map(rule => gated(rule, index === 0 ? EVALUATES : EVALUATES_SLOWLY)),
  }))
  return renderRuleFile(groups, { source: 'history', command: 'history' })
}

/** The questions to promtool about the checked steps, and about pages at every step. */
export function ruleTest(history: History, counted: Counted, checked: readonly number[]): string {
  const slo = sloOf(history)
  const { page, ...figures } = questionsOf(slo)
  const at = (step: number): string => `${step * history.stepSeconds}s`
  const ask = (expr: string, step: number) => ({ expr, eval_time: at(step), exp_samples: [] })
  const steps = history.all.map((_, step) => step)
  return renderYaml({
    rule_files: [RULES],
    evaluation_interval: `${history.stepSeconds}s`,
    group_eval_order: rulesForSlo(slo).map(({ name }) => name),
    tests: [
      {
        interval: `${history.stepSeconds}s`,
        input_series: [
          ...counters(history, counted),
          { series: EVALUATES, values: steps.map(step => (isIn(history.evaluationGaps, step) ? 0 : 1)).join(' ') },
          { series: EVALUATES_SLOWLY, values: steps.map(step => (isSlow(history, step) ? 1 : 0)).join(' ') },
          { series: GIVES_BACK, values: steps.map(step => (isIn(history.givenBack, step) ? 1 : 0)).join(' ') },
        ],
        promql_expr_test: [
          ...steps.map(step => ask(page, step)),
          ...checked.flatMap(step => Object.values(figures).map(expr => ask(expr, step))),
        ],
      },
    ],
  })
}

function counters(history: History, { scraped }: Counted) {
  const valuesOf = (value: (counter: { readonly all: number; readonly bad: number }) => number): string =>
    scraped
      .map((counter, step) => {
        if (counter !== undefined) return String(value(counter))
        // A scrape that fails ends the series; a Prometheus that is down ends nothing.
        return scraped[step - 1] !== undefined && !isIn(history.evaluationGaps, step) ? 'stale' : '_'
      })
      .join(' ')
  if (history.kind === 'requests') {
    const of = (code: string): string => `requests_total{job="web",instance="a",code="${code}"}`
    return [
      { series: of('200'), values: valuesOf(({ all, bad }) => all - bad) },
      { series: of('500'), values: valuesOf(({ bad }) => bad) },
    ]
  }
  const at = 'probe="home",path="edge",vantage="test",budget="counted"'
  return [
    { series: `synthetic_probes_total{${at}}`, values: valuesOf(({ all }) => all) },
    {
      series: `synthetic_probe_failures_total{${at},reason="status",phase="wait"}`,
      values: valuesOf(({ bad }) => bad),
    },
  ]
}
