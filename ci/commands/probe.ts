import { readProbeDefinitions } from '../../adapters/probe-definitions.ts'
import { readProject } from '../../adapters/project.ts'
import { steadyNow } from '../../adapters/steady-clock.ts'
import { type CommandIo, UsageError } from '../../lib/command/command.ts'
import { accept } from '../../lib/command/definition-error.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { describeError } from '../../lib/describe-error.ts'
import { didYouMean } from '../../lib/did-you-mean.ts'
import { PATHS } from '../../services/prober/contract/names.ts'
import { PROBES_FILE } from '../../services/prober/contract/probes-file.ts'
import { curlCommand } from '../../services/prober/core/explain/curl.ts'
import { failureRecord } from '../../services/prober/core/explain/failure-log.ts'
import { type JudgedSlo, renderPower } from '../../services/prober/core/explain/render-power.ts'
import { renderSample } from '../../services/prober/core/explain/render-sample.ts'
import { secretsOf, shownSample } from '../../services/prober/core/explain/shown-sample.ts'
import type { Sample } from '../../services/prober/core/judge/sample.ts'
import type { Definitions, Probe } from '../../services/prober/definition/model.ts'
import { redactorOf } from '../../services/prober/definition/redact.ts'
import { catchStrays } from '../../services/prober/guard/strays.ts'
import { runProbe } from '../../services/prober/probes/run-probe.ts'
import { createLoopWatch } from '../../services/prober/thread/loop-watch.ts'
import { createReference } from '../../services/prober/thread/reference.ts'
import { DEFAULT_FOLDER } from '../../services/stack/plan/command-hint.ts'
import { probeOf, sloId } from '../../slo/core/model.ts'
import { fastestPageRate } from '../../slo/core/windows.ts'
import { stackIn } from '../stack/with-stack.ts'

/** `npm run probe`. */
const PROBE = defineCommand({
  name: 'npm run probe',
  summary: 'run one probe of a definitions file now, and show everything that was measured',
  help: {
    uses: [
      ['npm run probe -- home', 'the probe "home" on every path it takes'],
      ['npm run probe -- home --path edge', 'on one path'],
      ['npm run probe -- --list', 'the probes of the file'],
      ['npm run probe -- --power', 'what the probes can and cannot show about each SLO of slo/'],
    ],
    notes:
      "Addresses come from the environment, otherwise from the running stack, otherwise from the file's defaults. This sample is in no metric and no SLI.",
  },
  options: {
    path: { type: 'string', value: 'PATH', choices: PATHS, help: 'on this path only' },
    file: { type: 'string', value: 'FILE', default: PROBES_FILE, help: 'definitions to read' },
    json: { type: 'boolean', help: 'as one JSON document' },
    explain: { type: 'boolean', help: 'with headers, the start of the body, and a curl command that repeats it' },
    list: { type: 'boolean', help: 'list the probes of the file' },
    power: { type: 'boolean', help: 'show how small a failure of each SLO the probes can detect, and how soon' },
  },
  operands: { value: 'NAME', least: 0, most: 1, need: 'name one probe' },
  exits: { good: 'good on every path', bad: 'bad on one, or a broken file' },
  run: async ({ values, operands: [name] }, io) => {
    reportMixedUses(name, values)
    const definitions = accept(readProbeDefinitions(values.file, await environmentOf(io)), io)
    if (values.list) io.stdout(listOf(definitions))
    else if (values.power) io.stdout(renderPower(await readJudgedSlos(values.file, io)))
    else return probeNow(chosenProbe(definitions, name, values), definitions, values, io)
    return EXIT.good
  },
})

export const main = PROBE.run

interface Uses {
  readonly list: boolean
  readonly power: boolean
  readonly json: boolean
  readonly explain: boolean
  readonly path: string | undefined
}

/** Throws a UsageError for what would be ignored: a program that asks for JSON must not be given text. */
function reportMixedUses(name: string | undefined, { list, power, json, explain, path }: Uses): void {
  if ([name !== undefined, list, power].filter(Boolean).length > 1) {
    throw new UsageError('Ask for one thing: a probe by its name, --list or --power')
  }
  const options = { json, explain, path: path !== undefined }
  const ignored = Object.entries(options).find(([, isGiven]) => isGiven && (list || power))
  if (ignored !== undefined) throw new UsageError(`--${ignored[0]} needs the name of a probe`)
}

/** What definitions may refer to: the environment, and before that what the running stack would set. */
async function environmentOf(io: CommandIo): Promise<CommandIo['env']> {
  return { ...(await stackIn(DEFAULT_FOLDER, io))?.probeEnvironment, ...io.env }
}

/** The probe of a name, on the paths that were asked for. Throws a UsageError when there is none. */
function chosenProbe(
  definitions: Definitions,
  name: string | undefined,
  { file, path: only }: { readonly file: string; readonly path: string | undefined },
): Probe {
  if (name === undefined) throw new UsageError('Name one probe')
  const probe = definitions.probes.find(candidate => candidate.name === name)
  if (probe === undefined) {
    const meant = didYouMean(
      name,
      definitions.probes.map(candidate => candidate.name),
    )
    const hint = meant === undefined ? `there are:\n${listOf(definitions).trimEnd()}` : `did you mean ${meant}?`
    throw new UsageError(`There is no probe "${name}" in ${file}: ${hint}`)
  }
  const routes = probe.routes.filter(route => only === undefined || route.path === only)
  if (routes.length === 0) throw new UsageError(`The probe "${name}" does not take the path "${only}"`)
  return { ...probe, routes }
}

async function probeNow(
  probe: Probe,
  definitions: Definitions,
  { json, explain }: { readonly json: boolean; readonly explain: boolean },
  io: CommandIo,
): Promise<GoodOrBad> {
  // An exception that belongs to no part of the probe that still runs is a sentence too, and ends nothing.
  const stop = catchStrays(({ error }) =>
    io.stderr(`The prober met an exception of its own: ${describeError(error)}\n`),
  )
  const results = await runAll(probe).finally(stop)
  io.stdout(json ? jsonOf(results, probe, definitions) : textOf(results, probe, definitions, explain))
  return results.every(({ outcome }) => outcome.isGood) ? EXIT.good : EXIT.bad
}

function listOf({ probes }: Definitions): string {
  return probes
    .map(
      ({ name, kind, routes, description }) =>
        `  ${name} (${kind}; ${routes.map(({ path }) => path).join(', ')}) ${description}\n`,
    )
    .join('')
}

/** The SLOs that count a probe. Throws a DefinitionError when one has an error. */
async function readJudgedSlos(file: string, io: CommandIo): Promise<readonly JudgedSlo[]> {
  const { slos, catalogue } = accept(await readProject({ probesFile: file }), io)
  return slos.flatMap(slo => {
    const sli = probeOf(slo)
    const intervalSeconds = catalogue.probes.find(({ name }) => name === sli?.probe)?.intervalSeconds
    if (sli === undefined || intervalSeconds === undefined) return []
    const { probe, path } = sli
    return [
      { id: sloId(slo), objective: slo.objective, probe, path, intervalSeconds, pageBurn: fastestPageRate(slo.period) },
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
    const curl = route && curlCommand(probe, route, sample.observation.address, redactorOf(secretsOf(sample, secrets)))
    // Redacted before it is rendered: what is cut to fit a line could be half a secret.
    return renderSample(shownSample(sample, secrets), isExplained ? { curl } : undefined)
  })
  return texts.join('\n')
}

function jsonOf(results: readonly Sample[], probe: Probe, { secrets }: Definitions): string {
  const documents = results.map(sample => ({
    ...shownSample(sample, secrets),
    failure: failureRecord(sample, probe, secrets),
  }))
  return `${JSON.stringify(documents, null, 2)}\n`
}
