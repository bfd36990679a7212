import { parseArgs } from 'node:util'
import { readSource } from '../../adapters/files.ts'
import { testRules } from '../../adapters/promtool.ts'
import { renderDiagnostics } from '../../lib/diagnostic.ts'
import { renderYaml } from '../../lib/yaml-writer.ts'
import { sloId } from '../../slo/model.ts'
import { renderRuleFile } from '../../slo/output.ts'
import { rulesForSlo } from '../../slo/rules.ts'
import { askingTest, readAnswers } from '../../slo/scenarios/scenario.ts'
import { parseSimulation, simulatedSlo, simulationScenario, timelineOf } from '../../slo/simulation.ts'
import { renderTimeline, sightingsOf } from '../../slo/timeline.ts'
import { type Command, type CommandIo, EXIT, UsageError } from '../command.ts'
import { chooseSlos } from './choose.ts'
import { SOURCE_HELP, SOURCE_OPTIONS } from './source-options.ts'

const HELP = `Runs a made-up day through the rules of an SLO, with Prometheus' own engine, and draws what the on-call would see.

  npm run slo -- simulate FILE

The file says which SLO, and what happens, one stretch after another:

  slo: web-edge-availability
  stretches:
    - { for: 1h, events_per_minute: 12 }
    - { for: 20m, events_per_minute: 12, bad_percent: 30 }
    - { for: 2h, events_per_minute: 12 }

${SOURCE_HELP}

Needs promtool on the PATH. Exit codes: 0 done · 1 the file or a definition has an error · 2 wrong usage
`

const RULES = 'simulation.rules.yaml'

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...argv], options: SOURCE_OPTIONS, allowPositionals: true })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new UsageError('Name one file that says what happens')
  const { value: simulation, diagnostics } = parseSimulation(await readSource(file))
  io.stderr(renderDiagnostics(diagnostics))
  if (simulation === undefined || diagnostics.length > 0) return EXIT.bad
  const [slo] = (await chooseSlos(values, [simulation.slo], io)) ?? []
  if (slo === undefined) return EXIT.bad
  const timeline = timelineOf(simulation)
  const scenario = simulationScenario(simulation, slo, timeline)
  const groups = rulesForSlo(simulatedSlo(slo))
  const rules = renderRuleFile(groups, { source: file, command: 'npm run slo -- simulate' })
  const report = await testRules(
    { name: RULES, text: rules },
    renderYaml(
      askingTest(
        scenario,
        'leadline',
        RULES,
        groups.map(({ name }) => name),
      ),
    ),
  )
  io.stdout(`${sloId(slo)}: ${slo.objectivePercent} %\n\n`)
  io.stdout(renderTimeline(timeline, sightingsOf(readAnswers(scenario, report.output))))
  return EXIT.good
}

/** `simulate`: what the on-call would see of a made-up day. */
export const simulate: Command = { summary: 'run a made-up day through the rules and draw it', help: HELP, run }
