import { parseArgs } from 'node:util'
import { readSource } from '../../adapters/files/files.ts'
import { count } from '../../lib/count.ts'
import { renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { humanDuration, inSeconds, milliseconds } from '../../lib/duration.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'
import { periodWords } from '../../slo/report/explain.ts'
import { parseSimulation } from '../../slo/timeline/parse-simulation.ts'
import {
  LONGEST_SIMULATION,
  pastOf,
  SHORTEST_SIMULATION,
  type Simulation,
  simulatedSlo,
  simulationLength,
  slosOf,
} from '../../slo/timeline/simulation.ts'
import { columnsOf, renderTimeline } from '../../slo/timeline/timeline.ts'
import { type Command, type CommandIo, EXIT, UsageError } from '../command/command.ts'
import { openProgress } from '../command/progress.ts'
import { CHOICE_HELP, chooseSlos } from './choose.ts'
import { missingPrograms } from './programs.ts'
import { replayRules } from './replay-rules.ts'
import { SOURCE_OPTIONS } from './source-options.ts'

const EXAMPLE = 'slo/testdata/crash-loop.incident.yaml'

const HELP = `Runs a made-up time, or an incident that was, through the rules of an SLO, in a real Prometheus, and draws what the
on-call would see: minutes or months, up to 400 days.

  npm run slo -- simulate FILE
  npm run slo -- simulate ${EXAMPLE}

A made-up time says which SLO, and what happens, one stretch after another; it begins with a month and a quarter:

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

${CHOICE_HELP}

Needs prometheus and promtool on the PATH.

Exit codes: 0 done · 1 an error in the file or a definition, or it cannot be judged · 2 wrong usage
`

/** What stands before and after the picture: the names of its lines, and the figures that go with them. */
const MARGIN = 29
const NARROWEST = 24
const WIDEST = 96
/** What a terminal has where nobody says. */
const USUAL_COLUMNS = 80

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...argv], options: SOURCE_OPTIONS, allowPositionals: true })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new UsageError('Name one file that says what happens')
  if (values.compat !== undefined) throw new UsageError("Only our own rules can be lived through, not sloth's")
  const { value: simulation, diagnostics } = parseSimulation(await existing(file))
  io.stderr(renderDiagnostics(diagnostics))
  if (simulation === undefined || diagnostics.length > 0) return EXIT.bad
  const problem = whyUnjudged(simulation)
  if (problem !== undefined) {
    io.stderr(`${file}: ${problem}\n`)
    return EXIT.bad
  }
  const all = await chooseSlos(values, [], io)
  if (all === undefined) return EXIT.bad
  const { slos, unknown } = slosOf(simulation, all)
  if (unknown.length > 0) {
    throw new UsageError(`There is no SLO of "${unknown.join('", "')}". Known: ${all.map(sloId).join(', ')}.`)
  }
  const missing = missingPrograms(['promtool', 'prometheus'], io)
  if (missing !== undefined) {
    io.stderr(missing)
    return EXIT.bad
  }
  return tell(simulation, slos, io)
}

/** Why a simulation says nothing about any alert; undefined when it does. */
function whyUnjudged(simulation: Simulation): string | undefined {
  const length = simulationLength(simulation)
  const asLong = humanDuration(length)
  if (length < SHORTEST_SIMULATION) {
    return `it lasts ${asLong}, and the shortest rate looks at 5 min: let it last ${humanDuration(SHORTEST_SIMULATION)} or more`
  }
  if (length > LONGEST_SIMULATION) {
    return `it lasts ${asLong}: a Prometheus lives through ${humanDuration(LONGEST_SIMULATION)} at most`
  }
  const isSilent = simulation.stretches.every(({ eventsPerMinute }) => eventsPerMinute === 0)
  return isSilent ? 'nothing happens in it, so there is nothing to judge: let events come' : undefined
}

/** Lets the SLOs live through it and draws what the on-call of each would see. */
async function tell(simulation: Simulation, slos: readonly Slo[], io: CommandIo): Promise<number> {
  const past = pastOf(simulation)
  const width = Math.min(WIDEST, Math.max(NARROWEST, (io.terminal?.columns ?? USUAL_COLUMNS) - MARGIN))
  const columns = columnsOf(past, width)
  const progress = openProgress(io, 0)
  const show = (what: string) => progress.show(`Prometheus ${what}, for ${count(slos.length, 'SLO')}`)
  show('is given the counters')
  const seen = await replayRules(slos.map(simulatedSlo), simulation.stretches, past, columns, show).finally(() =>
    progress.clear(),
  )
  if (simulation.incident !== undefined) io.stdout(`${titleOf(simulation.incident)}\n\n`)
  const begins = simulation.incident?.begins
  const beginsSeconds = begins === undefined ? {} : { beginsSeconds: past.startSeconds + inSeconds(begins) }
  for (const [index, slo] of slos.entries()) {
    const sightings = seen[index]
    if (sightings === undefined || sightings.bad.every(value => value === undefined)) {
      io.stderr(`${sloId(slo)}: Prometheus recorded nothing of it, so nobody can tell what would be seen\n`)
      return EXIT.bad
    }
    io.stdout(
      `${sloId(slo)}: ${slo.objectivePercent} % over ${periodWords(slo)}\n\n${renderTimeline({ ...past, ...beginsSeconds }, columns, sightings)}\n`,
    )
  }
  return EXIT.good
}

function titleOf({ name, begins, ends }: NonNullable<Simulation['incident']>): string {
  return `${name}: ${humanDuration(milliseconds(ends - begins))} of it, from ${humanDuration(begins)} on`
}

async function existing(file: string) {
  return readSource(file).catch((error: unknown) => {
    throw new UsageError(`Cannot read ${file}: ${(error as Error).message}`)
  })
}

/** `simulate`: what the on-call would see of a past that is made up. */
export const simulate: Command = {
  summary: 'run minutes, months or an incident through the rules and draw it',
  help: HELP,
  run,
}
