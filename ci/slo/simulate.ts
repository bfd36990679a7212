import { parseArgs } from 'node:util'
import { readSource } from '../../adapters/files.ts'
import { testRules } from '../../adapters/promtool.ts'
import { renderDiagnostics } from '../../lib/diagnostic.ts'
import { humanDuration, milliseconds } from '../../lib/duration.ts'
import { renderYaml } from '../../lib/yaml-writer.ts'
import { type Slo, sloId } from '../../slo/model.ts'
import { renderRuleFile } from '../../slo/output.ts'
import { rulesForSlo } from '../../slo/rules.ts'
import { askingTest, readAnswers } from '../../slo/scenarios/scenario.ts'
import {
  parseSimulation,
  type Simulation,
  simulatedSlo,
  simulationScenario,
  slosOf,
  timelineOf,
} from '../../slo/simulation.ts'
import { renderTimeline, sightingsOf } from '../../slo/timeline.ts'
import { type Command, type CommandIo, EXIT, UsageError } from '../command.ts'
import { openProgress } from '../progress.ts'
import { chooseSlos } from './choose.ts'
import { SOURCE_HELP, SOURCE_OPTIONS } from './source-options.ts'

const EXAMPLE = 'slo/scenarios/crash-loop.incident.yaml'

const HELP = `Runs a made-up day, or an incident that was, through the rules of an SLO, with Prometheus' own engine, and draws what
the on-call would see.

  npm run slo -- simulate FILE
  npm run slo -- simulate ${EXAMPLE}

A made-up day says which SLO, and what happens, one stretch after another:

  slo: web-edge-availability
  stretches:
    - { for: 1h, events_per_minute: 12 }
    - { for: 20m, events_per_minute: 12, bad_percent: 30 }
    - { for: 2h, events_per_minute: 12 }

An incident says when it was and what was seen, each signal from its moment until the next; what a signal leaves out
stays as it was. It is drawn with an hour of peace before it and two hours after it:

  name: Crash loop during an update
  service: web                        # all its SLOs; or slos: [web-edge-availability]
  started: 2026-02-05T14:02:00Z
  ended: 2026-02-05T14:23:00Z         # or duration: 21m
  signals:
    - { at: 0s, error_ratio: 0.3, rate: 12/s }
    - { at: 4m, error_ratio: 0.85, rate: 8/s }

${SOURCE_HELP}

Needs promtool on the PATH. Exit codes: 0 done · 1 the file or a definition has an error · 2 wrong usage
`

const RULES = 'simulation.rules.yaml'

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...argv], options: SOURCE_OPTIONS, allowPositionals: true })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new UsageError('Name one file that says what happens')
  const { value: simulation, diagnostics } = parseSimulation(await existing(file))
  io.stderr(renderDiagnostics(diagnostics))
  if (simulation === undefined || diagnostics.length > 0) return EXIT.bad
  const all = await chooseSlos(values, [], io)
  if (all === undefined) return EXIT.bad
  const { slos, unknown } = slosOf(simulation, all)
  if (unknown.length > 0) {
    throw new UsageError(`There is no SLO of "${unknown.join('", "')}". Known: ${all.map(sloId).join(', ')}.`)
  }
  if (simulation.incident !== undefined) io.stdout(`${titleOf(simulation.incident)}\n\n`)
  const progress = openProgress(io, 0)
  for (const [index, slo] of slos.entries()) {
    progress.show(`promtool lives through it with ${sloId(slo)}, ${index + 1} of ${slos.length} SLOs`)
    const drawing = await draw(simulation, slo, file).finally(() => progress.clear())
    io.stdout(`${sloId(slo)}: ${slo.objectivePercent} %\n\n${drawing}`)
  }
  return EXIT.good
}

function titleOf({ name, begins, ends }: NonNullable<Simulation['incident']>): string {
  return `${name}: ${humanDuration(milliseconds(ends - begins))} of it, from ${humanDuration(begins)} on`
}

/** What the on-call of one SLO would see. */
async function draw(simulation: Simulation, slo: Slo, file: string): Promise<string> {
  const timeline = timelineOf(simulation)
  const scenario = simulationScenario(simulation, slo, timeline)
  const groups = rulesForSlo(simulatedSlo(slo))
  const rules = renderRuleFile(groups, { source: file, command: 'npm run slo -- simulate' })
  const names = groups.map(({ name }) => name)
  const test = renderYaml(askingTest(scenario, 'leadline', RULES, names))
  const report = await testRules({ name: RULES, text: rules }, test)
  return `${renderTimeline(timeline, sightingsOf(readAnswers(scenario, report.output)))}\n`
}

async function existing(file: string) {
  return readSource(file).catch((error: unknown) => {
    throw new UsageError(`Cannot read ${file}: ${(error as Error).message}`)
  })
}

/** `simulate`: what the on-call would see of a day. */
export const simulate: Command = { summary: 'run a day or an incident through the rules and draw it', help: HELP, run }
