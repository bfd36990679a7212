import { pause } from '../../../adapters/pause.ts'
import type { CommandIo } from '../../../lib/command/command.ts'
import type { Values } from '../../../lib/command/options.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { type Duration, humanDuration, milliseconds, seconds } from '../../../lib/duration.ts'
import { momentText } from '../../../lib/text/moment-text.ts'
import type { Baseline } from '../core/gate/baseline.ts'
import { GATE_LIMITS } from '../core/gate/limits.ts'
import { pathsOf } from '../core/gate/settings.ts'
import type { GateReport } from '../core/gate-report/report.ts'
import { shownRelease } from '../core/gate-report/shown.ts'
import type { GateQuestions } from '../core/gate-run/questions.ts'
import { runGate } from '../core/gate-run/run-gate.ts'
import { takeBaseline } from '../core/gate-run/take-baseline.ts'
import { openGateProber } from './gate-prober.ts'
import { openGateView } from './gate-view.ts'
import type { GATE_OPTIONS } from './options.ts'

/** Takes the baseline, waits for the moment, and judges. */
export async function judgeRelease(
  { routes, objectives, notes }: GateQuestions,
  release: string | undefined,
  { baseline, after }: Values<typeof GATE_OPTIONS>,
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
  const text = momentText(moment, now())
  if (wait <= 0) return [`The last pod of the old release had ended at ${text}.`]
  const until = `${text}, when the last pod of the old release has ended`
  say(`Waiting ${humanDuration(wait)}, until ${until}`)
  while (left() > 0 && !signal.aborted) await pause(milliseconds(Math.min(left(), CLOCK_CHECK)), signal)
  return [`It waited ${humanDuration(wait)}, until ${until}.`]
}
