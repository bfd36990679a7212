import { readSource } from '../../adapters/files/files.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { DefinitionError } from '../../lib/command/definition-error.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { openProgress } from '../../lib/command/progress.ts'
import { readNamed } from '../../lib/command/read-named.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { count } from '../../lib/count.ts'
import { humanDuration, inSeconds, milliseconds } from '../../lib/duration.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { printable } from '../../lib/text/printable.ts'
import { POSTMORTEM_FIELDS } from '../../postmortems/definition/fields.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'
import { periodWords } from '../../slo/report/explain.ts'
import { parseSimulation } from '../../slo/timeline/parse-simulation.ts'
import { columnsOf, renderTimeline } from '../../slo/timeline/replay-chart.ts'
import { totalLength } from '../../slo/timeline/segment.ts'
import {
  LONGEST_SIMULATION,
  rangeOf,
  SHORTEST_SIMULATION,
  type Simulation,
  simulatedSlo,
  slosOf,
} from '../../slo/timeline/simulation.ts'
import { choiceOptions, chooseSlos, unknownSlo } from './choose.ts'
import { requirePrograms } from './programs.ts'
import { replayRules } from './replay-rules.ts'

const EXAMPLE = 'slo/testdata/crash-loop.incident.yaml'

const NOTES = `A made-up past names the SLO, and what happens, one stretch after another; it begins with a calendar month and quarter:

  slo: web-edge-availability
  stretches:
    - { for: 1h, events_per_minute: 12 }
    - { for: 20m, events_per_minute: 12, bad_percent: 30 }
    - { for: 2h, events_per_minute: 12 }

An incident has a beginning, and what was measured: each signal holds from its moment until the next, and what a signal leaves out stays as it was. It is drawn with an hour of normal operation before it and two hours after it:

  name: Crash loop during an update
  service: web                        # all its SLOs; or slos: [web-edge-availability]
  started: 2026-02-05T14:02:00Z
  ended: 2026-02-05T14:23:00Z         # or duration: 21m
  signals:
    - { at: 0s, error_ratio: 0.3, rate: 12/s }
    - { at: 4m, error_ratio: 0.85, rate: 8/s }

Needs prometheus and promtool on the PATH.`

/** What stands before and after the picture: the names of its lines, and the figures that go with them. */
const MARGIN = 29
const NARROWEST = 24
const WIDEST = 96
/** The width where stderr is no terminal. */
const USUAL_COLUMNS = 80

async function readSimulation(file: string): Promise<Simulation> {
  const { value, diagnostics } = parseSimulation(await readNamed(file, () => readSource(file)), POSTMORTEM_FIELDS)
  if (value === undefined || diagnostics.length > 0) throw new DefinitionError(diagnostics)
  const problem = whyUnjudged(value)
  if (problem !== undefined) throw new ExternalError(`${file}: ${problem}`)
  return value
}

/** Why a simulation says nothing about any alert; undefined when it does. */
function whyUnjudged(simulation: Simulation): string | undefined {
  const length = totalLength(simulation.timeline.segments)
  const asLong = humanDuration(length)
  if (length < SHORTEST_SIMULATION) {
    return `it lasts ${asLong}, and the shortest rate covers 5 min: let it last ${humanDuration(SHORTEST_SIMULATION)} or more`
  }
  if (length > LONGEST_SIMULATION) {
    return `it lasts ${asLong}: Prometheus replays ${humanDuration(LONGEST_SIMULATION)} at most`
  }
  const isSilent = simulation.timeline.segments.every(({ eventsPerSecond }) => eventsPerSecond === 0)
  return isSilent ? 'nothing happens in it, so there is nothing to judge: give it events' : undefined
}

/** Replays a simulation through the rules of SLOs, and draws what the on-call of each would see. */
async function draw(simulation: Simulation, slos: readonly Slo[], io: CommandIo): Promise<void> {
  const range = rangeOf(simulation)
  const width = Math.min(WIDEST, Math.max(NARROWEST, (io.terminal?.columns ?? USUAL_COLUMNS) - MARGIN))
  const columns = columnsOf(range, width)
  const progress = openProgress(io, 0)
  const show = (what: string) => progress.show(`Prometheus ${what}, for ${count(slos.length, 'SLO')}`)
  show('loads the counters')
  const results = await replayRules(slos.map(simulatedSlo), simulation.timeline, range, columns, show).finally(() =>
    progress.clear(),
  )
  if (simulation.incident !== undefined) io.stdout(printable(`${titleOf(simulation.incident)}\n\n`))
  const begins = simulation.incident?.begins
  const incidentSeconds = begins === undefined ? {} : { incidentSeconds: range.startSeconds + inSeconds(begins) }
  for (const [index, slo] of slos.entries()) {
    const result = results[index]
    if (result === undefined || result.bad.every(value => value === undefined)) {
      throw new ExternalError(`${sloId(slo)}: Prometheus recorded nothing of it, so there is nothing to draw`)
    }
    io.stdout(
      `${sloId(slo)}: ${slo.objectivePercent} % over ${periodWords(slo)}\n\n${renderTimeline({ ...range, ...incidentSeconds }, columns, result)}\n`,
    )
  }
}

function titleOf({ name, begins, ends }: NonNullable<Simulation['incident']>): string {
  return `${name}: lasts ${humanDuration(milliseconds(ends - begins))}, begins at ${humanDuration(begins)}`
}

/** `simulate`: what the on-call would see of a past that is made up. */
export const simulate = defineCommand({
  name: 'npm run slo -- simulate',
  summary: 'replay a made-up past or an incident through the rules, and draw it',
  help: {
    about:
      'A real Prometheus evaluates the rules over minutes or months, up to 400 days; the picture is what the on-call would see.',
    uses: [
      ['npm run slo -- simulate FILE', 'a past or an incident'],
      [`npm run slo -- simulate ${EXAMPLE}`, 'an example'],
    ],
    notes: NOTES,
  },
  options: choiceOptions("Only our own rules are simulated, not sloth's"),
  operands: { value: 'FILE', least: 1, most: 1, need: 'name one file that says what happens' },
  exits: { good: 'done', bad: 'an error in the file or a definition, or it cannot be judged' },
  run: async ({ values, operands }, io) => {
    const [file = ''] = operands
    const simulation = await readSimulation(file)
    const all = await chooseSlos(values, [], io)
    const { slos, unknown } = slosOf(simulation, all)
    const [lost] = unknown
    if (lost !== undefined) throw unknownSlo(lost, all.map(sloId))
    requirePrograms(['promtool', 'prometheus'], io)
    await draw(simulation, slos, io)
    return EXIT.good
  },
})
