import { fork } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { steadyNow } from '../../adapters/steady-clock.ts'
import { NODE_FLAGS } from '../../lib/node-flags.ts'
import { METRICS } from '../../services/prober/contract/names.ts'
import { exampleProbe, exampleRoute } from '../../services/prober/probes/probe.testkit.ts'
import { runProbe } from '../../services/prober/probes/run-probe.ts'
import { samplesOf, startDefined, startLeadline } from './leadline.ts'
import { cpuSeconds, median, memoryMib, renderMemory, slope } from './machine.ts'
import { type Blackbox, outputOn, PROBER_CORE, startBlackbox, type Target } from './programs.ts'

export interface BenchContext {
  readonly folder: string
  readonly target: Target
  readonly rounds: number
  readonly seconds: number
  readonly print: (line: string) => void
}

/** A day of cron slots, as they are counted when the prober was suspended for so long. */
export async function cron({ rounds, print }: BenchContext): Promise<void> {
  const times: number[] = []
  let slots = 0
  for (let round = 0; round < rounds; round++) {
    const args = [...NODE_FLAGS, 'bench/prober/cron.ts', '*/5 * * * *']
    const result = JSON.parse(await outputOn(PROBER_CORE, process.execPath, args))
    times.push(result.milliseconds)
    slots = result.slots
  }
  const [least, most] = [Math.min(...times), Math.max(...times)].map(time => time.toFixed(1))
  print(`a day of */5 * * * *, ${slots} slots, the library loaded: ${median(times).toFixed(1)} ms [${least}–${most}]`)
}

/** Probes in flight while the engines run at full speed. */
const IN_FLIGHT = 20

/** Probes per second of processor time at full speed, Leadline and blackbox_exporter alternating on the same core. */
export async function compare({ folder, target, rounds, seconds, print }: BenchContext): Promise<void> {
  for (const scheme of ['http', 'https'] as const) {
    const port = scheme === 'http' ? target.httpPort : target.httpsPort
    const ca = scheme === 'http' ? '-' : target.caFile
    const ours: number[] = []
    const theirs: number[] = []
    for (let round = 0; round < rounds; round++) {
      const args = [...NODE_FLAGS, 'bench/prober/engine.ts', String(port), ca, String(IN_FLIGHT), String(seconds)]
      const { count, cpuSeconds: used } = JSON.parse(await outputOn(PROBER_CORE, process.execPath, args))
      ours.push(count / used)
      const blackbox = await startBlackbox(folder, target.caFile)
      await saturate(blackbox, scheme, `${scheme}://127.0.0.1:${port}/`, 2)
      const before = cpuSeconds(blackbox.pid)
      const probes = await saturate(blackbox, scheme, `${scheme}://127.0.0.1:${port}/`, seconds)
      theirs.push(probes / (cpuSeconds(blackbox.pid) - before))
      await blackbox.stop()
    }
    print(`${scheme} at full speed, probes per CPU-second: ${versus(ours, theirs)}`)
  }
}

/** Keeps a number of requests in flight for some seconds; resolves to how many succeeded. */
async function saturate(blackbox: Blackbox, module: string, url: string, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000
  let good = 0
  const ask = async (): Promise<void> => {
    while (performance.now() < end) if ((await blackbox.probe(module, url)).includes('probe_success 1')) good += 1
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, ask))
  return good
}

/** Probes a second in the comparison of whole programs, as with a few hundred probes. */
const RATES = { http: 400, https: 200 } as const

/** The whole prober with schedule, thread and counters, compared with blackbox_exporter at the same rate. */
export async function whole({ folder, target, rounds, seconds, print }: BenchContext): Promise<void> {
  for (const scheme of ['http', 'https'] as const) {
    const rate = RATES[scheme]
    const url = `${scheme}://127.0.0.1:${scheme === 'http' ? target.httpPort : target.httpsPort}/`
    const ca = scheme === 'https' ? { caFile: target.caFile } : {}
    const ours: number[] = []
    const theirs: number[] = []
    for (let round = 0; round < rounds; round++) {
      const leadline = await startLeadline(folder, { probes: rate, interval: '1s', timeout: '900ms', url, ...ca })
      await sleep(3000)
      const samples = await samplesOf(leadline)
      const cpu = cpuSeconds(leadline.pid)
      await sleep(seconds * 1000)
      // The scrape that reads the count is left out: the section of the thousand probes has the cost of scrapes.
      const used = cpuSeconds(leadline.pid) - cpu
      ours.push(((await samplesOf(leadline)) - samples) / used)
      await leadline.stop()
      const blackbox = await startBlackbox(folder, target.caFile)
      await drive(blackbox, scheme, url, rate, 2)
      const before = cpuSeconds(blackbox.pid)
      const count = await drive(blackbox, scheme, url, rate, seconds)
      theirs.push(count / (cpuSeconds(blackbox.pid) - before))
      await blackbox.stop()
    }
    print(`${scheme} at ${rate}/s, the whole program, probes per CPU-second: ${versus(ours, theirs)}`)
  }
}

function versus(ours: readonly number[], theirs: readonly number[]): string {
  const range = (values: readonly number[]) =>
    `${median(values).toFixed(0)} [${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}]`
  const ratio = median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)))
  return `leadline ${range(ours)}, blackbox_exporter ${range(theirs)}, ratio ${ratio.toFixed(2)}`
}

/** Sends requests at a rate, however long the answers take; resolves to how many were answered. */
async function drive(blackbox: Blackbox, module: string, url: string, rate: number, seconds: number): Promise<number> {
  const start = performance.now()
  const answers: Promise<string>[] = []
  while (performance.now() - start < seconds * 1000) {
    const due = Math.floor(((performance.now() - start) / 1000) * rate)
    while (answers.length < due) answers.push(blackbox.probe(module, url))
    await sleep(2)
  }
  const good = (await Promise.all(answers)).filter(text => text.includes('probe_success 1')).length
  if (good < answers.length * 0.99) throw new Error(`blackbox_exporter found only ${good} of ${answers.length} good`)
  return answers.length
}

/** How both measure the first byte of a server that holds each response for five milliseconds. */
export async function bias({ folder, target, print }: BenchContext): Promise<void> {
  const server = fork('services/prober/delay-server.testkit.ts')
  const [port] = await once(server, 'message')
  const blackbox = await startBlackbox(folder, target.caFile)
  const probe = exampleProbe()
  const route = exampleRoute(port, { target: '/hold/5' })
  const ours: number[] = []
  const held: number[] = []
  const theirs: number[] = []
  for (let slotNumber = 0; slotNumber < 200; slotNumber++) {
    const { observation } = await runProbe({
      probe,
      route,
      role: 'slot',
      slotSteady: steadyNow(),
      slotNumber,
      timeout: probe.timeout,
    })
    held.push(Number(observation.response?.headers['x-held-ms']))
    ours.push((observation.phases.wait ?? 0) * 1000 - (held.at(-1) ?? 0))
    await sleep(20)
    const text = await blackbox.probe('http', `http://127.0.0.1:${port}/hold/5`)
    theirs.push(Number(/phase="processing"\} (\S+)/.exec(text)?.[1]) * 1000)
    await sleep(20)
  }
  await blackbox.stop()
  server.disconnect()
  print(
    `first byte of a server that holds 5 ms, median bias: leadline ${median(ours).toFixed(2)} ms, blackbox ${(median(theirs) - median(held)).toFixed(2)} ms`,
  )
}

/** The scrape interval. */
const SCRAPE_MS = 15_000

/** A thousand probes every ten seconds: processor, memory, and how late probes start. */
export async function thousand({ folder, target, print }: BenchContext): Promise<void> {
  const url = `http://127.0.0.1:${target.httpPort}/`
  const leadline = await startLeadline(folder, { probes: 1000, interval: '10s', timeout: '5s', url })
  await sleep(15_000)
  const before = await leadline.buckets(METRICS.startDelay)
  const [cpu, start] = [cpuSeconds(leadline.pid), performance.now()]
  for (let scrape = 0; scrape < 4; scrape++) {
    await sleep(SCRAPE_MS)
    await leadline.total(METRICS.slots)
  }
  const share = (cpuSeconds(leadline.pid) - cpu) / ((performance.now() - start) / 1000)
  const memory = renderMemory(memoryMib(leadline.pid))
  const after = await leadline.buckets(METRICS.startDelay)
  const invalid = await leadline.total(METRICS.samplesInvalid)
  await leadline.stop()
  const counts = [...after].map(([bound, count]) => [bound, count - (before.get(bound) ?? 0)] as const)
  const all = counts.at(-1)?.[1] ?? 0
  const p99 = counts.find(([, count]) => count >= 0.99 * all)?.[0]
  print(
    `1,000 probes at 10 s, a scrape each 15 s: ${share.toFixed(3)} of a core, ${memory}, start delay p99 at most ${((p99 ?? Number.NaN) * 1000).toFixed(0)} ms, ${invalid} of ${all} samples invalid`,
  )
}

/** Memory with the definitions that ship, as they run in the stack. */
export async function shipped({ folder, target, print }: BenchContext): Promise<void> {
  const http = `http://127.0.0.1:${target.httpPort}/`
  const leadline = await startDefined(folder, {
    SITE_HOST: 'app.test',
    EDGE_URL: `https://127.0.0.1:${target.httpsPort}/`,
    EDGE_CA: target.caFile,
    INGRESS_URL: http,
    APP_URL: http,
  })
  for (let scrape = 0; scrape < 4; scrape++) {
    await sleep(SCRAPE_MS)
    await leadline.total(METRICS.slots)
  }
  print(`services/prober/probes.yaml after a minute: ${renderMemory(memoryMib(leadline.pid))}`)
  await leadline.stop()
}

/** Samples a day of the definitions that ship: three paths every five seconds. */
const SAMPLES_A_DAY = 3 * 17_280

/** Takes samples as fast as possible, with a scrape and a reload every five seconds, and prints how memory grows. */
export async function soak({ folder, target, print }: BenchContext, minutes: number): Promise<void> {
  const url = `http://127.0.0.1:${target.httpPort}/`
  const leadline = await startLeadline(folder, { probes: 30, interval: '100ms', timeout: '90ms', url })
  const points: [number, number][] = []
  const until = performance.now() + minutes * 60_000
  while (performance.now() < until) {
    await sleep(5000)
    leadline.reload()
    const { resident } = memoryMib(leadline.pid)
    points.push([(await samplesOf(leadline)) / SAMPLES_A_DAY, resident])
    if (points.length % 6 === 0)
      print(`  after ${points.at(-1)?.[0].toFixed(2)} days' samples: ${resident.toFixed(0)} MiB`)
  }
  await leadline.stop()
  // The first quarter is left out: it compiles code and fills caches.
  const settled = points.slice(Math.floor(points.length / 4))
  print(
    `soak: ${points.at(-1)?.[0].toFixed(1)} days' samples in ${minutes} min, RSS slope ${slope(settled).toFixed(2)} MiB a day, from ${settled[0]?.[1].toFixed(0)} to ${settled.at(-1)?.[1].toFixed(0)} MiB`,
  )
}
