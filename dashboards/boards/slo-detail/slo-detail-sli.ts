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

/** The panel “SLI of the last hour, and how sure we are”. */
export function sliWithConfidence() {
  const objectiveLine = perSlo(selector(SERIES.objective, CHOSEN))
  return timeSeries({
    title: 'SLI of the last hour, and how sure we are',
    about: {
      what: 'The part of events of the last hour that was good, with the band in which the truth lies 95 times in 100.',
      how: 'Wilson’s interval from the error ratio of 1 h and the number of events in it. Few events make a wide band.',
      act: 'Only when the whole band lies under the objective is it certain that it was missed.',
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
      what: 'How many events a second the SLI is made of.',
      how: `\`${SERIES.total}\` less \`${SERIES.errors}\`, and the latter.`,
      act: 'When both fall to nothing the SLO is blind, not kept.',
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

/** What a severity looks like while it fires: a ticket is not a page. */
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
      what: 'When somebody was paged, or a ticket opened, for this SLO.',
      how: '`ALERTS` that fire, by severity; quiet as long as its rules are evaluated.',
      act: 'A page means now, a ticket means this working day.',
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    words: [{ value: 0, text: 'quiet', tone: 'good' }, FIRING.page, FIRING.ticket],
    queries: [query(state('page'), 'page'), query(state('ticket'), 'ticket')],
    links: [toOverview],
  })
}
