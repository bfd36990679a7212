import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseDuration } from '../lib/duration.ts'
import { renderTable } from '../lib/text/table.ts'
import { SERIES } from '../slo/core/names.ts'
import { isAlert, type Rule, type RuleGroup } from '../slo/core/rule-group.ts'
import type { Flavour } from '../slo/definition/parse-context.ts'
import { fillDatabase, recordHistory } from './cost-history.ts'
import { groupsOf, recordingRules } from './cost-rules.ts'
import { type HistoryService, SERVICES, truthOf } from './history.ts'
import { type Answer, ask, withPrometheus } from './server.ts'

/**
 * Thirty days of counters and of what both flavours record of them, in one real Prometheus: what an evaluation of each
 * costs there, and how far each is from what the counters say. Needs prometheus and promtool; takes some minutes.
 *
 *   node bench/slo-cost.ts [--rules]    with the cost of each rule
 *
 * Exit code 1 when ours is farther off than 0.2 %, or costs more than a fifth.
 */
const MINUTES = 30 * 1440
const RUNS = 5
const FARTHEST_OFF = 0.002
const DEAREST = 0.2
/** Groups without an interval are evaluated this often, as Prometheus does by default in many places. */
const DEFAULT_INTERVAL_SECONDS = 30

const folder = await mkdtemp(path.join(tmpdir(), 'bench-cost-'))
try {
  const end = Math.floor(Date.now() / 60_000) * 60
  const past = { folder, start: end - MINUTES * 60, end, intervalSeconds: DEFAULT_INTERVAL_SECONDS }
  const samples = await fillDatabase(past)
  const counters = SERVICES.flatMap(service => service.counters).length
  say(`${samples} samples of ${counters} counters from ${moment(past.start)} to ${moment(end)}`)
  await recordHistory(past, say)
  await withPrometheus(folder, async url => {
    await printTruth(url, end)
    await printCost(url, end)
  })
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function printTruth(url: string, end: number): Promise<void> {
  const rows = [['service', 'truth', 'ours', 'off by', 'sloth', 'off by']]
  for (const service of SERVICES) {
    const truth = truthOf(service, MINUTES)
    const ours = await periodRatio(url, service, 'leadline', end)
    const sloth = await periodRatio(url, service, 'sloth', end)
    if (!(Math.abs(ours / truth - 1) <= FARTHEST_OFF)) process.exitCode = 1
    rows.push([service.job, short(truth), short(ours), off(ours, truth), short(sloth), off(sloth, truth)])
  }
  say(`\nThe error ratio of thirty days, against what the counters say:\n${renderTable(rows)}`)
}

async function periodRatio(url: string, service: HistoryService, flavour: Flavour, end: number): Promise<number> {
  const rule = recordingRules(service, flavour).find(({ record }) => record === SERIES.errorRatio('30d'))
  return Number((await ask(url, rule?.expr ?? '', end)).value ?? Number.NaN)
}

async function printCost(url: string, end: number): Promise<void> {
  const busy = SERVICES.find(({ job }) => job === 'busy')
  if (busy === undefined) return
  const rows = [['flavour', 'series', 'ms a minute', 'samples a minute']]
  const costs: number[] = []
  for (const flavour of ['sloth', 'leadline'] as const) {
    const groups = groupsOf(busy, flavour)
    const { milliseconds, samples } = await costOf(groups, rule => medianRun(url, rule, flavour, end))
    const series = groups.flatMap(({ rules }) => rules).filter(rule => !isAlert(rule)).length
    costs.push(milliseconds)
    rows.push([flavour, String(series), milliseconds.toFixed(0), samples.toFixed(0)])
  }
  const [sloth = 0, ours = 0] = costs
  const title = `One SLO over ${busy.counters.length} counters, the median of ${RUNS} evaluations of each rule`
  say(`\n${title}:\n${renderTable(rows)}`)
  if (!(ours <= DEAREST * sloth)) process.exitCode = 1
  say(`ours costs ${((ours / sloth) * 100).toFixed(0)} % of sloth's, a ${(sloth / ours).toFixed(1)}th`)
}

type Cost = Pick<Answer, 'milliseconds' | 'samples'>

/** What all rules cost in a minute, each as often as its group is evaluated. */
async function costOf(groups: readonly RuleGroup[], measure: (rule: Rule) => Promise<Cost>): Promise<Cost> {
  let [milliseconds, samples] = [0, 0]
  for (const { interval, rules } of groups) {
    const every = interval === undefined ? DEFAULT_INTERVAL_SECONDS : (parseDuration(interval) ?? 0) / 1000
    for (const rule of rules) {
      const cost = await measure(rule)
      milliseconds += (cost.milliseconds * 60) / every
      samples += (cost.samples * 60) / every
    }
  }
  return { milliseconds, samples }
}

async function medianRun(url: string, rule: Rule, flavour: Flavour, end: number): Promise<Cost> {
  const answers: Answer[] = []
  for (let run = 0; run < RUNS; run++) answers.push(await ask(url, rule.expr, end))
  const sorted = answers.map(answer => answer.milliseconds).sort((a, b) => a - b)
  const milliseconds = sorted[Math.floor(RUNS / 2)] ?? 0
  const name = isAlert(rule) ? rule.alert : rule.record
  if (process.argv.includes('--rules')) say(`${flavour} ${name}: ${milliseconds.toFixed(2)} ms`)
  return { milliseconds, samples: answers[0]?.samples ?? 0 }
}

function short(ratio: number): string {
  return String(Number(ratio.toPrecision(5)))
}

function off(found: number, truth: number): string {
  const times = found / truth
  if (Number.isNaN(times)) return 'NaN'
  return times > 2 || times < 0.5
    ? `${Number(times.toPrecision(2))} times`
    : `${(Math.abs(times - 1) * 100).toFixed(3)} %`
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function moment(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
