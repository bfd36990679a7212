import { testRules } from '../../adapters/prometheus/promtool.ts'
import type { Evaluations } from '../../adapters/prometheus/promtool-evaluations.testkit.ts'
import { countedEvents } from './counted-events.ts'
import type { History } from './history.ts'
import { checkedSteps, type Figure, figuresOf, type WrongPage, wrongFigures, wrongPages } from './judge.ts'
import { RULES, rulesText, ruleTest } from './rule-test.ts'

/** How one history came out. */
export interface Comparison {
  readonly figures: readonly Figure[]
  readonly wrong: readonly Figure[]
  readonly pages: readonly WrongPage[]
}

/** How many moments of a history are looked at; pages at each. */
const MOMENTS = 12

/** The figures and pages that Prometheus' rules give of a history, against plain counting. Rejects without promtool. */
export async function compareHistory(history: History, read: (printed: string) => Evaluations): Promise<Comparison> {
  const counted = countedEvents(history)
  const checked = checkedSteps(history, MOMENTS)
  const rules = { name: RULES, text: rulesText(history) }
  const evaluations = read((await testRules(rules, ruleTest(history, counted, checked))).output)
  const figures = figuresOf(history, counted, checked, evaluations)
  return { figures, wrong: wrongFigures(figures), pages: wrongPages(history, counted, evaluations) }
}

/** A history that came out wrong, in words. */
export function problemsOf({ wrong, pages }: Comparison): readonly string[] {
  const figures = wrong.map(({ name, step, rules, plain, tolerance }) => {
    const [is, counted, apart] = [rules, plain, tolerance].map(value => value?.toPrecision(5) ?? 'nothing')
    return `step ${step}: ${name} is ${is}, and plain counting gives ${counted} (± ${apart})`
  })
  return [...figures, ...pages.slice(0, 3).map(({ step, kind }) => `step ${step}: a ${kind} page`)]
}
