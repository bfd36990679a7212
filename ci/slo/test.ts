import { parseArgs } from 'node:util'
import { testSlo } from '../../adapters/test-slo.ts'
import { hasErrors, renderDiagnostics } from '../../lib/diagnostic.ts'
import { type Slo, sloId } from '../../slo/model.ts'
import { type Command, type CommandIo, EXIT } from '../command.ts'
import { readProjectSlos, SOURCE_FOLDER } from './project.ts'

const HELP = `Proves the alerts of every SLO with Prometheus' own engine: promtool runs the generated stories (a full outage,
slow burns, a young service, no probes, a restart of Prometheus and of the app, a gap in the scrapes) through the rules.

  npm run slo -- test            every SLO of ${SOURCE_FOLDER}/
  npm run slo -- test ID …       only these, such as web-edge-availability

Needs promtool on the PATH. An SLO whose SLI is not a probe has no stories: only its owner knows the series.

Exit codes: 0 all hold · 1 one does not, or a definition has an error · 2 wrong usage
`

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const { positionals } = parseArgs({ args: [...argv], options: {}, allowPositionals: true })
  const { value, diagnostics } = await readProjectSlos()
  io.stderr(renderDiagnostics(diagnostics))
  if (hasErrors(diagnostics)) return EXIT.bad
  const slos = value.flatMap(file => file.slos)
  const unknown = positionals.find(id => !slos.some(slo => sloId(slo) === id))
  if (unknown !== undefined) {
    io.stderr(`There is no SLO "${unknown}". Known: ${slos.map(sloId).join(', ')}.\n`)
    return EXIT.usage
  }
  const chosen = positionals.length === 0 ? slos : slos.filter(slo => positionals.includes(sloId(slo)))
  const results = await Promise.all(chosen.map(slo => report(slo, io)))
  return results.every(isGood => isGood) ? EXIT.good : EXIT.bad
}

async function report(slo: Slo, io: CommandIo): Promise<boolean> {
  const { id, tests, isGood, output } = await testSlo(slo)
  if (tests === 0) io.stdout(`${id}: no stories, for its SLI is not a probe\n`)
  else io.stdout(`${id}: ${isGood ? `${tests} stories hold` : `FAILED\n${output}`}\n`)
  return isGood
}

/** `test`: the alerts of every SLO, proved. */
export const testCommand: Command = { summary: 'prove the alerts with promtool', help: HELP, run }
