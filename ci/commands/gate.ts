import { appendText } from '../../adapters/files/append-text.ts'
import { writeAtomically } from '../../adapters/files/write-files.ts'
import { pause } from '../../adapters/pause.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import type { Values } from '../../lib/command/options.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { describeError } from '../../lib/describe-error.ts'
import { type Duration, humanDuration, milliseconds, parseDuration, seconds } from '../../lib/duration.ts'
import { momentText } from '../../lib/text/moment-text.ts'
import { PATHS } from '../../services/prober/contract/names.ts'
import { PROBES_FILE } from '../../services/prober/contract/probes-file.ts'
import type { Baseline } from '../release/core/gate/baseline.ts'
import { GATE_LIMITS } from '../release/core/gate/limits.ts'
import { pathsOf } from '../release/core/gate/settings.ts'
import type { Verdict } from '../release/core/gate/verdict.ts'
import { renderMarkdown } from '../release/core/gate-report/markdown.ts'
import type { GateReport } from '../release/core/gate-report/report.ts'
import { shownRelease } from '../release/core/gate-report/shown.ts'
import { renderText } from '../release/core/gate-report/text.ts'
import type { GateQuestions } from '../release/core/gate-run/questions.ts'
import { runGate } from '../release/core/gate-run/run-gate.ts'
import { takeBaseline } from '../release/core/gate-run/take-baseline.ts'
import { openGateProber } from '../release/gate/gate-prober.ts'
import { openGateView } from '../release/gate/gate-view.ts'
import { readQuestions } from '../release/gate/read-questions.ts'
import { FOLDER_OPTION, stackIn } from '../stack/with-stack.ts'

const OPTIONS = {
  release: {
    type: 'string',
    value: 'REF',
    help: 'judge the release that signs its answers so (x-release); by default the one that the running stack serves',
  },
  path: { type: 'string', value: 'PATH', multiple: true, choices: PATHS, help: 'only this path' },
  baseline: {
    type: 'string',
    value: 'TIME',
    parse: (text: string): Duration | undefined => parseDuration(text) || undefined,
    need: 'a duration such as 30s',
    help: 'before that, measure for so long what fails without a release; start it before the deploy',
  },
  after: {
    type: 'string',
    value: 'MOMENT',
    parse: parseMoment,
    need: 'a moment such as 2026-02-05T12:00:00Z',
    help: 'judge only from then on, when the last pod of the old release has ended',
  },
  file: {
    type: 'string',
    value: 'FILE',
    default: PROBES_FILE,
    help: 'probes to send; another file than this is judged without SLOs',
  },
  json: { type: 'string', value: 'FILE', help: 'write everything that was found into this file' },
  characteristic: {
    type: 'boolean',
    help: 'probe nothing: show how often the gate is wrong, and how long it takes, on a simulated clock',
  },
  runs: {
    type: 'string',
    value: 'COUNT',
    needs: 'characteristic',
    parse: (text: string): number | undefined => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined),
    need: 'a whole number above 0',
    help: 'so many runs of each scenario (1000 where absent)',
  },
  folder: FOLDER_OPTION,
} as const

/** `npm run gate`. */
const GATE = defineCommand({
  name: 'npm run gate',
  summary: 'decide whether the release that is out is good: proceed, hold or roll back',
  help: {
    about: `Probes each path that an SLO counts, ${GATE_LIMITS.answersPerSecond} answers a second of the release under test, until a sequential test decides. docs/gate.md says how, and how often it is wrong.`,
    uses: [
      ['npm run gate', 'the release of the running stack, on all paths'],
      ['npm run gate -- --release 3f2c1d9', 'a release by its name'],
      ['npm run gate -- --file mine.yaml', 'any addresses, in the format of docs/probes.md'],
      ['npm run gate -- --characteristic', 'how often it is wrong, by its own code'],
    ],
    notes:
      "Addresses come from the environment, otherwise from the running stack. The requests are in no SLI of probes; they call themselves leadline-gate, and the edge's limits must not count the address they come from.",
    environment: [['GITHUB_STEP_SUMMARY', 'a file to which the report is added as Markdown']],
  },
  options: OPTIONS,
  exits: {
    good: 'proceed',
    bad: 'a broken file, or a fault of our own',
    rollBack: 'roll back',
    hold: 'hold: there is no decision, also when interrupted',
  },
  endsOn: ['SIGINT', 'SIGTERM', 'SIGHUP'],
  run: async ({ values }, io) => {
    if (values.characteristic) {
      const { showCharacteristic } = await import('./gate-characteristic.ts')
      await showCharacteristic(values.runs ?? 1000, values.json, io)
      return EXIT.good
    }
    const stack = await stackIn(values.folder, io)
    const questions = await readQuestions({ file: values.file, paths: values.path, stack }, io)
    const release = values.release ?? (values.file === PROBES_FILE ? stack?.release : undefined)
    const report = await gate(questions, release, values, io)
    io.stdout(renderText(report))
    if (values.json !== undefined) await writeAtomically(values.json, `${JSON.stringify(report, undefined, 2)}\n`)
    const summary = io.env.GITHUB_STEP_SUMMARY
    if (summary !== undefined && summary !== '') await appendText(summary, renderMarkdown(report))
    return EXIT_OF[report.verdict]
  },
})

export const main = GATE.run

const EXIT_OF = { proceed: EXIT.good, 'roll-back': EXIT.rollBack, hold: EXIT.hold } as const satisfies Record<
  Verdict,
  number
>

/** A moment in ISO 8601, with the time of day and its zone; undefined for anything else. */
function parseMoment(text: string): Date | undefined {
  const isWhole = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)
  const moment = new Date(isWhole ? text : Number.NaN)
  return Number.isNaN(moment.getTime()) ? undefined : moment
}

/** Takes the baseline, waits for the moment, and judges. */
async function gate(
  { routes, objectives, notes }: GateQuestions,
  release: string | undefined,
  { baseline, after }: Values<typeof OPTIONS>,
  io: CommandIo,
): Promise<GateReport> {
  const say = (line: string): void => io.stderr(`${line}\n`)
  const whose = release === undefined ? 'every answer counts' : `release ${shownRelease(release)}`
  say(`Probing ${routes.map(({ name, route }) => `${name} (${route.host}:${route.port})`).join(', ')}; ${whose}`)
  const prober = await openGateProber(routes, release, error =>
    say(`The gate met an exception of its own: ${describeError(error)}`),
  )
  const view = openGateView(io)
  try {
    const { effects } = prober
    if (baseline !== undefined) say(`Measuring what answers before the deploy, for ${humanDuration(baseline)}`)
    const baselines =
      baseline === undefined ? NO_BASELINES : await takeBaseline(pathsOf({ objectives }), baseline, effects, io.signal)
    const waited = await waitFor(after, io, say)
    const settings = { release, objectives, baselines, within: GATE_LIMITS.within, notes: [...waited, ...notes] }
    return await runGate(settings, effects, io.signal, view.show)
  } finally {
    view.clear()
    prober.close()
  }
}

const NO_BASELINES: ReadonlyMap<string, Baseline> = new Map()

/** How often the clock is read again: it may be set while the gate waits. */
const CLOCK_CHECK = seconds(1)

/** Waits for a moment, if it has not come yet; gives what there is to say about that. */
async function waitFor(
  moment: Date | undefined,
  { now, signal }: CommandIo,
  say: (line: string) => void,
): Promise<readonly string[]> {
  if (moment === undefined) return []
  const left = (): Duration => milliseconds(moment.getTime() - now().getTime())
  const wait = left()
  const until = `${momentText(moment, now())}, when the last pod of the old release has ended`
  if (wait <= 0) return [`It judged from ${until}.`]
  say(`Waiting ${humanDuration(wait)}, until ${until}`)
  while (left() > 0 && !signal.aborted) await pause(milliseconds(Math.min(left(), CLOCK_CHECK)), signal)
  return [`It waited ${humanDuration(wait)}, until ${until}.`]
}
