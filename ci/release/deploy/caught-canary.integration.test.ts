import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { inScratchFolder } from '../../../adapters/files/folders.ts'
import { runPromtool } from '../../../adapters/prometheus/promtool.ts'
import { seededRandom } from '../../../lib/seeded-random.ts'
import { renderYaml } from '../../../lib/yaml/writer.ts'
import { CUSUM_START, FAST_PAGE, nextState } from '../../../services/prober/core/series/cusum.ts'
import { LABELS as SLO_LABELS } from '../../../slo/core/names.ts'
import { type CanaryModel, modelledCanaryRun } from '../core/gate-model/canary-model.ts'

// What the prober, kube-state-metrics and the rules make of a canary that was caught: no page, and nothing that goes on.

const ROOT = path.resolve(import.meta.dirname, '../../..')
const ruleFile = (name: string): string => path.join(ROOT, `slo/generated/${name}.rules.yaml`)

/** The prober asks each path once in so many seconds, and is scraped once in so many. */
const PROBED_EVERY = 5
const SCRAPED_EVERY = 15

/** A canary meets requests so long before it is judged, and after the verdict until the ingress has forgotten it. */
const BEFORE_AND_AFTER = 5

/** One of two pods of the old release and the canary gets each request. */
const SHARE = 1 / 3

/** Good probes before the canary, twenty minutes of them, and after it. A longer past would only thin the failures out. */
const [BEFORE, AFTER] = [1200 / PROBED_EVERY, 1500 / PROBED_EVERY]

/** Whether each probe of a path fails, from the first moment of the canary on. */
type Probes = readonly boolean[]

function probesDuring(lastsSeconds: number, failing: number, random: () => number): Probes {
  const count = Math.floor(random() + lastsSeconds / PROBED_EVERY)
  return Array.from({ length: count }, () => random() < SHARE * failing)
}

function worstScore(probes: Probes): number {
  let [state, most] = [CUSUM_START, 0]
  for (const isBad of probes) {
    state = nextState(FAST_PAGE, state, !isBad)
    most = Math.max(most, state.score)
  }
  return most
}

/** The worst that the prober sees of many canaries until each is caught. */
function worstProbes(model: CanaryModel, failing: number): Probes {
  const random = seededRandom(1945)
  const runs = Array.from({ length: RUNS }, () => {
    const { verdict, seconds } = modelledCanaryRun(model, random)
    expect(verdict).toBe('roll-back')
    return probesDuring(seconds + BEFORE_AND_AFTER, failing, random)
  })
  return runs.reduce((worst, probes) => (worstScore(probes) > worstScore(worst) ? probes : worst))
}

const RUNS = 100

type Series = Readonly<Record<string, string>>

/** The prober's series: good ones, then the canary, then good ones; one sample a scrape. */
function seriesOf(path: string, probes: Probes): Series {
  const of = `probe="home",path="${path}",vantage="cluster"`
  const good = (count: number): Probes => new Array<boolean>(count).fill(false)
  const all = [...good(BEFORE), ...probes, ...good(AFTER)]
  const [scores, failed, counted] = [[0], [0], [0]]
  let state = CUSUM_START
  for (const [index, isBad] of all.entries()) {
    state = nextState(FAST_PAGE, state, !isBad)
    scores.push(state.score)
    failed.push((failed.at(-1) ?? 0) + Number(isBad))
    counted.push(index + 1)
  }
  const scraped = (values: readonly number[]): string =>
    values.filter((_, index) => index % (SCRAPED_EVERY / PROBED_EVERY) === 0).join(' ')
  return {
    [`synthetic_failure_score{${of}}`]: scraped(scores),
    [`synthetic_probes_total{${of},budget="counted"}`]: scraped(counted),
    [`synthetic_probe_failures_total{${of},budget="counted",reason="status",phase="wait"}`]: scraped(failed),
    [`synthetic_probe_duration_seconds_bucket{${of},budget="counted",le="0.3"}`]: scraped(
      counted.map((value, index) => value - (failed[index] ?? 0)),
    ),
    'prober_build_info{version="v1",vantage="cluster"}': '1x180',
  }
}

const WHOLE = '44m'

/** What fired at any time, and what fires at the end, as promtool finds it. */
async function promtoolSays(
  rules: readonly string[],
  input: Series,
  fired: readonly string[],
  severity: string,
): Promise<string> {
  const samples = fired.map(alertname => ({ labels: `{alertname="${alertname}"}`, value: 1 }))
  const test = {
    interval: `${SCRAPED_EVERY}s`,
    input_series: Object.entries(input).map(([series, values]) => ({ series, values })),
    promql_expr_test: [
      {
        expr: `group by (alertname) (max_over_time(ALERTS{alertstate="firing",${SLO_LABELS.severity}=~"${severity}"}[1h]))`,
        eval_time: WHOLE,
        exp_samples: samples,
      },
      { expr: 'group by (alertname) (ALERTS{alertstate="firing"})', eval_time: WHOLE, exp_samples: [] },
    ],
  }
  return inScratchFolder('caught', async folder => {
    const file = path.join(folder, 'caught.test.yaml')
    await writeFile(file, renderYaml({ rule_files: rules.map(ruleFile), evaluation_interval: '15s', tests: [test] }))
    return (await runPromtool(['test', 'rules', file])).output
  })
}

/** Canaries that are caught, and the part of their answers that fails. */
const CAUGHT: readonly (readonly [model: CanaryModel, failing: number])[] = [
  [{ failing: [1, 1] }, 1],
  [{ failing: [0.5, 0.5] }, 0.5],
  [{ failing: [0.1, 0.1] }, 0.1],
  [{ failing: [0.03, 0.03] }, 0.03],
  [{ failing: [0, 0], refuses: 'unsigned' }, 1],
]

test('the worst that the prober sees of a canary that is caught raises no page, and no alert fires afterwards', async () => {
  const worst = CAUGHT.map(([model, failing]) => worstProbes(model, failing)).toSorted(
    (a, b) => worstScore(b) - worstScore(a),
  )
  const probes = worst[0] ?? []
  expect(worstScore(probes)).toBeGreaterThan(0)
  const input = { ...seriesOf('edge', probes), ...seriesOf('ingress', probes) }
  expect(await promtoolSays(['web', 'prober'], input, [], 'page')).toContain('SUCCESS')
})

test('a bad release that no canary catches raises a page by the same series', async () => {
  const probes = probesDuring(300, 1 / SHARE, seededRandom(7))
  const says = promtoolSays(['prober'], seriesOf('edge', probes), ['ProbeFailuresSurge'], 'page')
  expect(await says).toContain('SUCCESS')
})

const POD = 'namespace="leadline",pod="app-canary-1",container="app",uid="1"'

/** A canary that kube-state-metrics shows four times, a minute in all. */
function podSeries(waiting: string, restarts: string): Series {
  const during = (values: string): string => `_x80 ${values} stale _x120`
  return {
    [`kube_pod_container_status_waiting_reason{${POD},reason="${waiting}"}`]: during('_ 1x2'),
    [`kube_pod_container_status_restarts_total{${POD}}`]: during(restarts),
    'kube_pod_created{namespace="leadline",pod="app-canary-1",uid="1"}': during('1190x3'),
    'kube_pod_status_ready{namespace="leadline",pod="app-canary-1",uid="1",condition="false"}': during('1x3'),
    'kube_pod_status_phase{namespace="leadline",pod="app-canary-1",uid="1",phase="Running"}': during('1x3'),
    'kube_deployment_spec_replicas{namespace="leadline",deployment="app-canary"}': during('1x3'),
    'kube_deployment_status_replicas_available{namespace="leadline",deployment="app-canary"}': during('0x3'),
    'kube_deployment_status_replicas_updated{namespace="leadline",deployment="app-canary"}': during('1x3'),
    'prober_build_info{version="v1",vantage="cluster"}': '1x180',
  }
}

test.each<readonly [string, Series, readonly string[]]>([
  [
    'was killed for lack of memory',
    {
      ...podSeries('CrashLoopBackOff', '0 1x2'),
      [`kube_pod_container_status_last_terminated_reason{${POD},reason="OOMKilled"}`]: '_x80 _ 1x2 stale _x120',
    },
    ['ContainerOOMKilled'],
  ],
  ['crashed', podSeries('CrashLoopBackOff', '0 1x2'), []],
  ['had no image', podSeries('ImagePullBackOff', '0x3'), []],
])('of a canary that %s no alert is left once it is gone', async (_, series, fired) => {
  expect(await promtoolSays(['installation'], series, fired, 'page|ticket')).toContain('SUCCESS')
})
