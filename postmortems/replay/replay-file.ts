import { inSeconds, milliseconds } from '../../lib/duration.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import type { RuleGroup } from '../../slo/core/rule-group.ts'
import { LEAD, PACE, promtoolInput, type ScrapedSeries } from './samples.ts'

/** What fires at a moment. */
const FIRING = 'ALERTS{alertstate="firing"}'
/** Always there: an answer without it is not one of a replay. */
const ALWAYS = 'vector(1)'

/**
 * A test file that expects nothing at all, so that what promtool says against it is everything that fires, at each evaluation. Its
 * clock is at zero when the lead begins.
 */
export function replayFile(
  rules: string,
  groups: readonly RuleGroup[],
  series: readonly ScrapedSeries[],
  scrapes: readonly number[],
): string {
  const nothingAt = (expr: string, moment: number) => ({
    expr,
    eval_time: `${inSeconds(milliseconds(moment + LEAD))}s`,
    exp_samples: [],
  })
  const pace = `${inSeconds(PACE)}s`
  const test = {
    interval: pace,
    input_series: series.map(promtoolInput).filter(({ values }) => /\d\+|-|^\d/.test(values)),
    promql_expr_test: [nothingAt(ALWAYS, -LEAD), ...scrapes.map(moment => nothingAt(FIRING, moment))],
  }
  const group_eval_order = groups.map(({ name }) => name)
  return renderYaml({ rule_files: [rules], evaluation_interval: pace, group_eval_order, tests: [test] })
}

/** An alert that fires from one moment to another, both counted from the start; `to` is undefined when it still does at the end. */
export interface Firing {
  readonly labels: Readonly<Record<string, string>>
  readonly from: number
  readonly to: number | undefined
}

/** What fires in a replay, of what promtool said against its file; undefined when it says nothing of it. */
export function readFirings(printed: string, scrapes: readonly number[]): readonly Firing[] | undefined {
  if (!printed.includes(`expr: ${JSON.stringify(ALWAYS)}, time: 0s`)) return undefined
  const found = new Map<number, ReadonlySet<string>>()
  const head = `expr: ${JSON.stringify(FIRING)}, time: `
  for (const part of printed.split(head).slice(1)) {
    const time = /^[^,\n]+/.exec(part)?.[0] ?? ''
    const got = /got: (.*)/.exec(part)?.[1] ?? ''
    const seconds = secondsOf(time)
    found.set(seconds * 1000 - LEAD, new Set(got.match(/\{[^{}]*\}/g) ?? []))
  }
  const firings: Firing[] = []
  const open = new Map<string, number>()
  for (const moment of scrapes) {
    const now = found.get(moment) ?? new Set()
    for (const [alert, from] of open) {
      if (now.has(alert)) continue
      open.delete(alert)
      firings.push({ labels: labelsOf(alert), from, to: moment })
    }
    for (const alert of now) if (!open.has(alert)) open.set(alert, moment)
  }
  const still = [...open].map(([alert, from]) => ({ labels: labelsOf(alert), from, to: undefined }))
  return [...firings, ...still].sort((a, b) => a.from - b.from)
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 }

/** `1h5m15s` as promtool writes it. */
function secondsOf(text: string): number {
  return [...text.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, n, unit = '']) => sum + Number(n) * (UNIT_SECONDS[unit] ?? 0),
    0,
  )
}

function labelsOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)]
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, JSON.parse(`"${value}"`) as string]))
}
