import { listAt, textAt } from '../json.ts'
import { eachPanel, type Rule } from '../rule.ts'

/** Ids of Grafana's units that monitoring uses (packages/grafana-data/src/valueFormats/categories.ts). */
const KNOWN = new Set(
  (
    'none string short sishort percent percentunit humidity dB ' +
    's ms µs ns m h d dtdurationms dtdurations dthms dtdhms timeticks clockms clocks dateTimeAsIso dateTimeFromNow ' +
    'bytes decbytes bits decbits kbytes deckbytes mbytes decmbytes gbytes decgbytes ' +
    'binBps Bps binbps bps KiBs KBs Kbits MiBs MBs Mbits pps ' +
    'cps ops reqps rps wps iops eps mps recps rowsps cpm opm rpm wpm ' +
    'hertz rotrpm bool bool_yes_no bool_on_off celsius locale sci'
  ).split(' '),
)
const CUSTOM = /^(suffix|prefix|time|si|count|currency|bool):.+/

/** Types whose values carry no unit of their own. */
const UNITLESS = new Set(['text', 'logs', 'dashlist', 'news', 'alertlist', 'annolist', 'nodeGraph'])

/** A number without its unit is a guess; an unknown unit id is shown as it is written. */
export const unitKnown: Rule = {
  code: 'unit-known',
  summary: 'Every panel has a unit that Grafana knows.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      const unit = textAt(panel.json, 'fieldConfig', 'defaults', 'unit')
      if (unit === '' && (UNITLESS.has(panel.type) || panel.targets.length === 0)) return undefined
      const path = [...panel.path, 'fieldConfig', 'defaults', 'unit']
      const help = 'Use an id of Grafana’s list, such as “s”, “percentunit” or “suffix:×”.'
      if (unit === '') return { path, message: 'the panel has no unit', help }
      const all = [unit, ...overrideUnits(panel.json)]
      const unknown = all.find(id => !KNOWN.has(id) && !CUSTOM.test(id))
      return unknown === undefined ? undefined : { path, message: `Grafana knows no unit “${unknown}”`, help }
    }),
}

function overrideUnits(panel: unknown): readonly string[] {
  return listAt(panel, 'fieldConfig', 'overrides').flatMap(override =>
    listAt(override, 'properties')
      .filter(property => textAt(property, 'id') === 'unit')
      .map(property => textAt(property, 'value')),
  )
}
