import { type Duration, inSeconds, parseDuration } from '../../../lib/duration.ts'
import { PATHS } from '../../../services/prober/contract/names.ts'
import { PROBES_FILE } from '../../../services/prober/contract/probes-file.ts'
import { FOLDER_OPTION } from '../../stack/with-stack.ts'
import { GATE_LIMITS } from '../core/gate/limits.ts'

/** A shorter one has too few answers to say anything. */
const LEAST_BASELINE_SECONDS = GATE_LIMITS.baselineAnswers / GATE_LIMITS.answersPerSecond

/** The options of `npm run gate`. */
export const GATE_OPTIONS = {
  release: {
    type: 'string',
    value: 'REF',
    help: 'judge the release that signs its answers so (x-release); by default the one that the running stack serves',
  },
  path: { type: 'string', value: 'PATH', multiple: true, choices: PATHS, help: 'only this path' },
  baseline: {
    type: 'string',
    value: 'TIME',
    parse: parseBaselineTime,
    need: `a duration of at least ${LEAST_BASELINE_SECONDS}s, such as 30s`,
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
  canary: {
    type: 'boolean',
    needs: 'characteristic',
    help: 'the characteristic of one canary beside two pods of the old release',
  },
  simulate: {
    type: 'boolean',
    help: 'probe nothing: let no gate, curl, Flagger, Argo Rollouts and our own deploy meet the same modelled releases',
  },
  runs: {
    type: 'string',
    value: 'COUNT',
    parse: (text: string): number | undefined => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined),
    need: 'a whole number above 0',
    help: 'so many runs of each scenario with --characteristic (1000 where absent) or --simulate (100)',
  },
  folder: FOLDER_OPTION,
} as const

function parseBaselineTime(text: string): Duration | undefined {
  const time = parseDuration(text)
  return time !== undefined && inSeconds(time) >= LEAST_BASELINE_SECONDS ? time : undefined
}

/** A moment in ISO 8601, with the time of day and its zone; undefined for anything else, such as the 30th of February. */
function parseMoment(text: string): Date | undefined {
  const [whole, day = ''] = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/.exec(text) ?? []
  const moment = new Date(whole ?? Number.NaN)
  if (Number.isNaN(moment.getTime())) return undefined
  // JavaScript takes a day that the month does not have for one of the next month.
  return new Date(day).toISOString().startsWith(day) ? moment : undefined
}
