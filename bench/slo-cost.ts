import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { parseDuration } from '../lib/duration.ts'
import { renderTable } from '../lib/text-table.ts'
import { exampleSlo } from '../slo/examples.ts'
import type { Slo } from '../slo/model.ts'
import { SERIES } from '../slo/names.ts'
import { renderRuleFile } from '../slo/output.ts'
import type { Flavour } from '../slo/parse-context.ts'
import { SLOW_INTERVAL } from '../slo/period-rules.ts'
import { isAlert, type RecordingRule, type RuleGroup } from '../slo/rule-group.ts'
import { rulesForSlo } from '../slo/rules.ts'
import { slothGroups } from '../slo/sloth/generate.ts'
import { type HistoryService, SERVICES, truthOf, writeHistory } from './history.ts'

/**
 * Thirty days of counters and of what both flavours record of them, in one real Prometheus: what an evaluation of each
 * costs there, and how far each is from what the counters say. Needs prometheus and promtool; takes some minutes.
 *
 *   node bench/slo-cost.ts
 */
const MINUTES = 30 * 1440
const RUNS = 5
/** Groups without an interval are evaluated this often, as Prometheus does by default in many places. */
const DEFAULT_INTERVAL_SECONDS = 30

const NO_COMPACTION = ['--storage.tsdb.min-block-duration=2h', '--storage.tsdb.max-block-duration=2h']

/** Hundreds of blocks of two hours would be compacted while we measure. */
const LARGE_BLOCKS = '--max-block-duration=72h'

const folder = await mkdtemp(path.join(tmpdir(), 'bench-cost-'))
const data = path.join(folder, 'data')
try {
  const end = Math.floor(Date.now() / 60_000) * 60
  const start = end - MINUTES * 60
  await fillDatabase(start, end)
  await recordHistory(start, end)
  await withPrometheus(async url => {
    await printTruth(url, end)
    await printCost(url, end)
  })
} finally {
  await rm(folder, { recursive: true, force: true })
}

function sloOf({ job }: HistoryService, flavour: Flavour): Slo {
  return exampleSlo(
    `version: prometheus/v1
service: ${job}-service
slos:
  - name: availability
    objective: 99.9
    sli:
      events:
        error_query: sum(rate(http_requests_total{job="${job}",code=~"5.."}[{{.window}}]))
        total_query: sum(rate(http_requests_total{job="${job}"}[{{.window}}]))
    alerting: { name: Burns }
`,
    flavour,
  )
}

function groupsOf(service: HistoryService, flavour: Flavour): readonly RuleGroup[] {
  if (flavour === 'leadline') return rulesForSlo(sloOf(service, flavour))
  const result = slothGroups(sloOf(service, flavour))
  if ('problem' in result) throw new Error(result.problem)
  return result.groups
}

async function fillDatabase(start: number, end: number): Promise<void> {
  const file = path.join(folder, 'history.txt')
  const samples = await writeHistory(file, start, MINUTES, 60)
  say(
    `${samples} samples of ${SERVICES.flatMap(({ counters }) => counters).length} counters from ${new Date(start * 1000).toISOString()} to ${new Date(end * 1000).toISOString()}`,
  )
  await mkdir(data)
  await promtool('tsdb', 'create-blocks-from', LARGE_BLOCKS, 'openmetrics', '-q', file, data)
}

/** Evaluates over the past what Prometheus would have recorded, in the order in which rules need each other. */
async function recordHistory(start: number, end: number): Promise<void> {
  const recorded: readonly (readonly string[])[] = [
    [SERIES.total],
    [SERIES.firstErrors],
    [SERIES.errors, SERIES.errorRatio('5m')],
    [SERIES.sparseErrors, SERIES.sparseTotal],
  ]
  for (const names of recorded) {
    const rules = SERVICES.flatMap(service =>
      (['leadline', 'sloth'] as const).flatMap(flavour => recordingRules(service, flavour)),
    )
    const chosen = rules.filter(rule => names.includes(rule.record) && !isOurRatio(rule))
    const file = path.join(folder, 'past.rules.yaml')
    await writeFile(file, renderRuleFile([{ name: 'past', rules: chosen }], { source: 'bench', command: 'bench' }))
    await withPrometheus(async url => {
      const every = names.includes(SERIES.sparseTotal) ? SLOW_INTERVAL : `${DEFAULT_INTERVAL_SECONDS}s`
      const range = [`--start=${start}`, `--end=${end}`, `--eval-interval=${every}`, `--output-dir=${data}`]
      await promtool('tsdb', 'create-blocks-from', LARGE_BLOCKS, 'rules', `--url=${url}`, ...range, file)
    })
    say(`recorded ${names.join(', ')}`)
  }
}

/** Our own ratio of five minutes bears sloth's name, and only one of the two may record it; nothing of ours is made of it. */
function isOurRatio({ record, expr }: RecordingRule): boolean {
  return record === SERIES.errorRatio('5m') && expr.startsWith(SERIES.errors)
}

function recordingRules(service: HistoryService, flavour: Flavour): readonly RecordingRule[] {
  return groupsOf(service, flavour).flatMap(({ rules }) => rules.flatMap(rule => (isAlert(rule) ? [] : [rule])))
}

async function printTruth(url: string, end: number): Promise<void> {
  const rows = [['service', 'truth', 'ours', 'off by', 'sloth', 'off by']]
  for (const service of SERVICES) {
    const truth = truthOf(service, MINUTES)
    const ours = await periodRatio(url, service, 'leadline', end)
    const sloth = await periodRatio(url, service, 'sloth', end)
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
    let [milliseconds, samples, series] = [0, 0, 0]
    for (const group of groupsOf(busy, flavour)) {
      const every =
        group.interval === undefined ? DEFAULT_INTERVAL_SECONDS : (parseDuration(group.interval) ?? 0) / 1000
      for (const rule of group.rules) {
        const answers: Answer[] = []
        for (let run = 0; run < RUNS; run++) answers.push(await ask(url, rule.expr, end))
        const sorted = answers.map(answer => answer.milliseconds).sort((a, b) => a - b)
        if (process.argv.includes('--rules'))
          say(`${flavour} ${isAlert(rule) ? rule.alert : rule.record}: ${sorted[Math.floor(RUNS / 2)]?.toFixed(2)} ms`)
        milliseconds += ((sorted[Math.floor(RUNS / 2)] ?? 0) * 60) / every
        samples += ((answers[0]?.samples ?? 0) * 60) / every
        series += isAlert(rule) ? 0 : 1
      }
    }
    costs.push(milliseconds)
    rows.push([flavour, String(series), milliseconds.toFixed(0), samples.toFixed(0)])
  }
  const [sloth = 0, ours = 0] = costs
  say(
    `\nOne SLO over ${busy.counters.length} counters, the median of ${RUNS} evaluations of each rule:\n${renderTable(rows)}`,
  )
  say(`ours costs ${((ours / sloth) * 100).toFixed(0)} % of sloth's, a ${(sloth / ours).toFixed(1)}th`)
}

interface Answer {
  readonly value: string | undefined
  readonly milliseconds: number
  readonly samples: number
}

async function ask(url: string, query: string, time: number): Promise<Answer> {
  const body = new URLSearchParams({ query, time: String(time), stats: 'all' })
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body })
  const answer = (await response.json()) as {
    readonly error?: string
    readonly data: {
      readonly result: readonly { readonly value: readonly [number, string] }[]
      readonly stats: {
        readonly timings: { readonly evalTotalTime: number }
        readonly samples: { readonly totalQueryableSamples: number }
      }
    }
  }
  if (answer.error !== undefined) throw new Error(`${query}: ${answer.error}`)
  const { timings, samples } = answer.data.stats
  return {
    value: answer.data.result[0]?.value[1],
    milliseconds: timings.evalTotalTime * 1000,
    samples: samples.totalQueryableSamples,
  }
}

async function withPrometheus(use: (url: string) => Promise<void>): Promise<void> {
  const port = await freePort()
  const config = path.join(folder, 'prometheus.yml')
  await writeFile(config, 'global: {}\n')
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${data}`,
    '--storage.tsdb.retention.time=90d',
    ...NO_COMPACTION,
  ]
  const child = spawn('prometheus', [...args, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'], {
    stdio: 'ignore',
  })
  try {
    const url = `http://127.0.0.1:${port}`
    await ready(url, child)
    await use(url)
  } finally {
    const gone = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const isReady = await fetch(`${url}/-/ready`).then(
      response => response.ok,
      () => false,
    )
    if (isReady) return
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  throw new Error(`prometheus ended with exit code ${child.exitCode}`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function promtool(...args: readonly string[]): Promise<void> {
  await promisify(execFile)('promtool', args, { maxBuffer: 256 * 1024 * 1024 })
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
