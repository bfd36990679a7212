import { selector } from '../../../lib/promql/write-selector.ts'
import { LABELS, ROUTE_LABELS } from '../../../services/prober/contract/labels.ts'
import { METRICS } from '../../../services/prober/contract/names.ts'
import { FROM_COUNTING } from '../../../services/prober/contract/vantage.ts'
import type { BoardContext } from '../../context.ts'
import {
  FAILING_FOR,
  failingFor,
  isSilent,
  NOT_FAILING,
  REPORTING,
  SILENT_WORDS,
  sinceLastRun,
} from '../../expressions/route-runs.ts'
import { anyChosen } from '../../panels/choice.ts'
import { clickedCell, linkTo } from '../../panels/link.ts'
import { increase, minBy, ratio, sumBy } from '../../panels/promql.ts'
import { CERTIFICATE_LEFT, ERROR_LINES } from '../../panels/standard-thresholds.ts'
import { table } from '../../panels/table.ts'
import { UNITS } from '../../panels/units.ts'

const RUNBOOK = 'docs/dashboards.md#probes'
const CHOSEN = anyChosen(...ROUTE_LABELS)
/** The same as the prober that counts sees it: what others saw is for tickets and pages. */
const COUNTING = { ...CHOSEN, ...FROM_COUNTING }

const toDetail = linkTo('probeDetail', { [LABELS.probe]: clickedCell('Probe'), [LABELS.path]: clickedCell('Path') })

/** The panel “Certificates”. */
export function certificates() {
  return table({
    title: 'Certificates',
    about: {
      what: 'Each certificate that probes see, and how long it is valid.',
      how: `\`${METRICS.certificateNotAfter}\` − now; negative after it has expired.`,
      act: 'Renew the certificate, reload the server, and check this row.',
      runbook: RUNBOOK,
    },
    labels: [
      { label: LABELS.probe, title: 'Probe' },
      { label: LABELS.path, title: 'Path' },
      { label: LABELS.role, title: 'Certificate' },
    ],
    values: [
      {
        title: 'Ends in',
        expr: `${minBy([...ROUTE_LABELS, LABELS.role], selector(METRICS.certificateNotAfter, CHOSEN))} - time()`,
        unit: UNITS.timeLeft,
        thresholds: CERTIFICATE_LEFT,
      },
    ],
    sortBy: { title: 'Ends in', isDescending: false },
    noValue: 'no certificate seen',
    links: [toDetail],
  })
}

/** The panel “Last runs”. */
export function freshness(context: BoardContext) {
  const failed = sumBy(ROUTE_LABELS, increase(METRICS.failures, COUNTING, '$__range'))
  const all = sumBy(ROUTE_LABELS, increase(METRICS.probes, COUNTING, '$__range'))
  return table({
    title: 'Last runs',
    about: {
      what: 'Time since the last probe of each route, how long it has been failing, and the ratio of failed probes in this range.',
      how: `Now − \`${METRICS.lastRun}\`; silent: ${SILENT_WORDS}; last run − \`${METRICS.lastSuccess}\`; failed ÷ completed probes.`,
      act: 'A silent route is not measured; a route that is probed and fails is an outage.',
      runbook: RUNBOOK,
    },
    labels: [
      { label: LABELS.probe, title: 'Probe' },
      { label: LABELS.path, title: 'Path' },
    ],
    values: [
      {
        title: 'Last run',
        expr: sinceLastRun(context, CHOSEN),
        unit: UNITS.seconds,
      },
      { title: 'Reporting', expr: isSilent(context, CHOSEN), unit: UNITS.text, words: REPORTING },
      {
        title: 'Failing for',
        expr: failingFor(context, CHOSEN),
        unit: UNITS.timeLeft,
        thresholds: FAILING_FOR,
        words: NOT_FAILING,
      },
      {
        title: 'Failed',
        expr: ratio(`(${failed} or 0 * ${all})`, all),
        unit: UNITS.ratio,
        thresholds: [{ from: 0, tone: 'good' }, ...ERROR_LINES],
      },
    ],
    noValue: 'no data',
    links: [toDetail],
  })
}
