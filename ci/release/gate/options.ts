import { type Duration, parseDuration } from '../../../lib/duration.ts'
import { PATHS } from '../../../services/prober/contract/names.ts'
import { PROBES_FILE } from '../../../services/prober/contract/probes-file.ts'
import { FOLDER_OPTION } from '../../stack/with-stack.ts'

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

/** A moment in ISO 8601, with the time of day and its zone; undefined for anything else. */
function parseMoment(text: string): Date | undefined {
  const isWhole = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)
  const moment = new Date(isWhole ? text : Number.NaN)
  return Number.isNaN(moment.getTime()) ? undefined : moment
}
