import path from 'node:path'
import { parseArgs } from 'node:util'
import { cronSeconds } from '../adapters/cron.ts'
import { readSource, readSources } from '../adapters/files/files.ts'
import { describeError } from '../adapters/log.ts'
import { steadyNow } from '../adapters/steady-clock.ts'
import { hasErrors, renderDiagnostics } from '../lib/diagnostic/diagnostic.ts'
import { PATHS } from '../services/prober/contract/names.ts'
import { PROBES_FILE } from '../services/prober/contract/probes-file.ts'
import { curlCommand } from '../services/prober/core/explain/curl.ts'
import { failureRecord } from '../services/prober/core/explain/failure-log.ts'
import { type JudgedSlo, renderPower } from '../services/prober/core/explain/render-power.ts'
import { renderSample } from '../services/prober/core/explain/render-sample.ts'
import type { Sample } from '../services/prober/core/judge/sample.ts'
import { probeCatalogue } from '../services/prober/definition/catalogue.ts'
import type { Definitions, Probe } from '../services/prober/definition/model.ts'
import { redact, redactorOf } from '../services/prober/definition/redact.ts'
import { loadDefinitions } from '../services/prober/load-definitions.ts'
import { runProbe } from '../services/prober/probes/run-probe.ts'
import { createLoopWatch } from '../services/prober/thread/loop-watch.ts'
import { createReference } from '../services/prober/thread/reference.ts'
import { DEFAULT_FOLDER } from '../services/stack/plan/command-hint.ts'
import { runningStack } from '../services/stack/supervise/state-file.ts'
import { probeOf, sloId } from '../slo/core/model.ts'
import { fastestPageRate } from '../slo/core/windows.ts'
import { parseSlos } from '../slo/definition/parse.ts'

const HELP = `Runs one probe of a definitions file now, and tells everything that was seen.

  npm run probe -- home                    the probe "home" on every path it takes
  npm run probe -- home --path edge        on one path
  npm run probe -- home --explain          with headers, start of the body, and a curl command that repeats it
  npm run probe -- home --json             as one JSON document
  npm run probe -- --list                  the probes of the file
  npm run probe -- --power                 what the probes can and cannot tell about each SLO of slo/

  --file FILE   definitions to read, ${PROBES_FILE} when absent

Addresses come from the environment, else from the running stack, else from the file's defaults. This sample is in no metric and no SLI.
Exit code: 0 good on every path, 1 bad on one, 2 wrong usage or a broken file.
`

/** What the command takes from its process. */
export interface ProbeIo {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
}

const OPTIONS = {
  path: { type: 'string' },
  file: { type: 'string', default: PROBES_FILE },
  json: { type: 'boolean', default: false },
  explain: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  power: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

/** Runs one probe; 0 good, 1 bad, 2 wrong usage or a broken file. */
export async function main(argv: readonly string[], io: ProbeIo): Promise<number> {
  const usage = (problem: string): number => {
    io.stderr(`${problem}\n\n${HELP}`)
    return 2
  }
  let values: ReturnType<typeof parse>['values']
  let names: readonly string[]
  try {
    const parsed = parse(argv)
    values = parsed.values
    names = parsed.positionals
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error))
  }
  if (values.help) {
    io.stdout(HELP)
    return 0
  }
  const { value: definitions, diagnostics } = loadDefinitions(values.file, io.env)
  if (hasErrors(diagnostics)) {
    io.stderr(renderDiagnostics(diagnostics))
    return 2
  }
  if (values.list) {
    io.stdout(listOf(definitions))
    return 0
  }
  if (values.power) {
    const judged = await readJudgedSlos(values.file).catch(error => `${describeError(error)}\n`)
    if (typeof judged === 'string') {
      io.stderr(judged)
      return 2
    }
    io.stdout(renderPower(judged))
    return 0
  }
  const [name, more] = names
  if (name === undefined || more !== undefined) return usage('Name one probe')
  const probe = definitions.probes.find(candidate => candidate.name === name)
  if (probe === undefined)
    return usage(`There is no probe "${name}" in ${values.file}; there are:\n${listOf(definitions)}`)
  const routes = probe.routes.filter(({ path }) => values.path === undefined || path === values.path)
  if (routes.length === 0) return usage(`The probe "${name}" does not take the path "${values.path}"`)
  const results = await runAll({ ...probe, routes })
  io.stdout(values.json ? jsonOf(results, probe, definitions) : textOf(results, probe, definitions, values.explain))
  return results.every(({ outcome }) => outcome.isGood) ? 0 : 1
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
}

function listOf({ probes }: Definitions): string {
  return probes
    .map(
      ({ name, kind, routes, description }) =>
        `  ${name} (${kind}; ${routes.map(({ path }) => path).join(', ')}) ${description}\n`,
    )
    .join('')
}

/** The SLOs that are written on a probe; or the mistakes in them. */
async function readJudgedSlos(file: string): Promise<readonly JudgedSlo[] | string> {
  const catalogue = probeCatalogue(await readSource(file), cronSeconds)
  const { value, diagnostics } = parseSlos(await readSources('slo', '.yaml'), catalogue)
  if (hasErrors(diagnostics)) return renderDiagnostics(diagnostics)
  return value
    .flatMap(({ slos }) => slos)
    .flatMap(slo => {
      const sli = probeOf(slo)
      const interval = catalogue.probes.find(({ name }) => name === sli?.probe)?.intervalSeconds
      if (sli === undefined || interval === undefined) return []
      const { probe, path } = sli
      return [
        {
          id: sloId(slo),
          objective: slo.objective,
          probe,
          path,
          intervalSeconds: interval,
          pageBurn: fastestPageRate(slo.period),
        },
      ]
    })
}

/** One after the other, so that no path's time has another's in it. */
async function runAll(probe: Probe): Promise<readonly Sample[]> {
  const results: Sample[] = []
  // What the first request of a process pays for loading code is not the target's: the reference is asked before.
  const reference = await createReference(() => undefined, createLoopWatch())
  reference.stop()
  for (const route of probe.routes) {
    const slotSteady = steadyNow()
    results.push(await runProbe({ probe, route, role: 'confirm', slotSteady, slotNumber: 0, timeout: probe.timeout }))
  }
  return results.sort((a, b) => PATHS.indexOf(a.path) - PATHS.indexOf(b.path))
}

function textOf(results: readonly Sample[], probe: Probe, { secrets }: Definitions, isExplained: boolean): string {
  const texts = results.map(sample => {
    const route = probe.routes.find(({ path }) => path === sample.path)
    const curl = route && curlCommand(probe, route, sample.observation.address, redactorOf(secrets))
    // Redacted before it is rendered: what is cut to fit a line could be half a secret.
    return renderSample(redact(sample, secrets), isExplained ? { curl } : undefined)
  })
  return texts.join('\n')
}

function jsonOf(results: readonly Sample[], probe: Probe, { secrets }: Definitions): string {
  const documents = results.map(sample => ({
    ...sample,
    failure: failureRecord(sample, probe, secrets),
  }))
  return `${JSON.stringify(redact(documents, secrets), null, 2)}\n`
}

if (import.meta.main) {
  const stack = await runningStack(path.resolve(import.meta.dirname, '..', DEFAULT_FOLDER))
  process.exitCode = await main(process.argv.slice(2), {
    env: { ...stack?.probeEnvironment, ...process.env },
    stdout: text => void process.stdout.write(text),
    stderr: text => void process.stderr.write(text),
  })
}
