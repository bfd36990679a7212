import { selector } from '../../../lib/promql/write-selector.ts'
import type { AlertSeverity } from '../../../slo/core/model.ts'
import { LABELS, SERIES } from '../../../slo/core/names.ts'
import { MONITORING } from '../../catalogue/monitoring.ts'
import { perSlo } from '../../expressions/slo-expressions.ts'
import { linkTo } from '../../panels/link.ts'
import type { Word } from '../../panels/panel.ts'
import { query } from '../../panels/query.ts'
import { SEVERITY_TONES } from '../../panels/standard-thresholds.ts'
import { stateTimeline } from '../../panels/state-timeline.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'
import { confidence } from './confidence.ts'

const RUNBOOK = 'docs/runbooks/slo-burn-page.md'
const CHOSEN = { [LABELS.id]: '$slo' }

const toProbes = linkTo('probes')
const toOverview = linkTo('sloOverview')

/** The panel “SLI of the last hour, with confidence band”. */
export function sliWithConfidence() {
  const objectiveLine = perSlo(selector(SERIES.objective, CHOSEN))
  return timeSeries({
    title: 'SLI of the last hour, with confidence band',
    about: {
      what: 'The ratio of good events in the last hour, with its 95 % confidence interval.',
      how: 'Wilson score interval from the error ratio of 1 h and the number of events in it. Few events make a wide band.',
      act: 'The objective is missed with confidence only when the whole band lies below it.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    decimals: 3,
    isSigned: true,
    max: 1,
    series: ['SLI', 'objective'],
    band: ['at most', 'at least'],
    queries: [
      query(`1 - ${perSlo(selector(SERIES.errorRatio('1h'), CHOSEN))}`, 'SLI'),
      query(objectiveLine, 'objective'),
      query(confidence('upper', CHOSEN), 'at most'),
      query(confidence('lower', CHOSEN), 'at least'),
    ],
    links: [toProbes],
  })
}

/** The panel “Good and bad events”. */
export function events() {
  const total = perSlo(selector(SERIES.total, CHOSEN))
  const bad = perSlo(selector(SERIES.errors, CHOSEN))
  return timeSeries({
    title: 'Good and bad events',
    about: {
      what: 'Events per second that the SLI is computed from.',
      how: `\`${SERIES.total}\` − \`${SERIES.errors}\`, and \`${SERIES.errors}\`.`,
      act: 'When both are zero, the SLO has no data: it is not met, it is blind.',
      runbook: 'docs/runbooks/slo-data-missing.md',
    },
    unit: UNITS.events,
    stacked: 'area',
    series: ['good'],
    toned: { bad: 'bad' },
    queries: [query(`${total} - ${bad}`, 'good'), query(bad, 'bad')],
    links: [toProbes],
  })
}

/** How a firing alert of each severity is shown. */
const FIRING: Readonly<Record<AlertSeverity, Word>> = {
  page: { value: 1, text: 'paging', tone: SEVERITY_TONES.page },
  ticket: { value: 2, text: 'ticket open', tone: SEVERITY_TONES.ticket },
}

/** The panel “Alerts of this SLO”. */
export function alertState() {
  const known = `0 * max(${selector(SERIES.objective, CHOSEN)})`
  const state = (severity: AlertSeverity) => {
    const of = { ...CHOSEN, [LABELS.severity]: severity, alertstate: 'firing' }
    return `${FIRING[severity].value} * max(${selector(MONITORING.alerts, of)}) or ${known}`
  }
  return stateTimeline({
    title: 'Alerts of this SLO',
    about: {
      what: 'When this SLO paged the on-call, or opened a ticket.',
      how: 'Firing `ALERTS` by severity; “quiet” requires that the rules are evaluated.',
      act: 'A page needs action now, a ticket within this working day.',
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    words: [{ value: 0, text: 'quiet', tone: 'good' }, FIRING.page, FIRING.ticket],
    queries: [query(state('page'), 'page'), query(state('ticket'), 'ticket')],
    links: [toOverview],
  })
}
