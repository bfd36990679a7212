import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { LABELS, ROUTE_LABELS } from '../../../services/prober/contract/labels.ts'
import { METRICS } from '../../../services/prober/contract/names.ts'
import type { BoardContext } from '../../context.ts'
import { definedRoutes, ROUTE_LEGEND, ROUTE_STATES, routeState } from '../../expressions/probe-expressions.ts'
import { ANNOTATIONS } from '../../panels/annotations.ts'
import { board, type Variable } from '../../panels/board.ts'
import { anyChosen } from '../../panels/choice.ts'
import { clickedLabels, linkTo } from '../../panels/link.ts'
import { query } from '../../panels/query.ts'
import { stateTimeline } from '../../panels/state-timeline.ts'
import { UNITS } from '../../panels/units.ts'
import { certificateSoonest, failing, silent, slowness, success } from './probes-now.ts'
import { answeredBy, failuresByReason, latencyByRoute, overhead } from './probes-over-time.ts'
import { certificates, freshness } from './probes-tables.ts'

const RUNBOOK = 'docs/dashboards.md#probes'
const CHOSEN = anyChosen(...ROUTE_LABELS)

/** Which probes to look at. */
const PROBE: Variable = {
  name: LABELS.probe,
  label: 'Probe',
  description: 'What is probed, by its name in probes.yaml.',
  values: { metric: METRICS.probes, label: LABELS.probe },
  isMulti: true,
}

/** Which routes to look at. */
const PATH: Variable = {
  name: LABELS.path,
  label: 'Path',
  description: 'The path that a probe takes: edge, ingress or app.',
  values: { metric: METRICS.probes, label: LABELS.path },
  isMulti: true,
}

const toDetail = linkTo('probeDetail', clickedLabels(...ROUTE_LABELS))

/** All probes on all paths: which fail, why, and how slow they are. */
export function probes(context: BoardContext): Dashboard {
  return board({
    name: 'probes',
    description: 'Every probe on every path: state, failures by reason, latency, and when certificates expire.',
    from: 'now-6h',
    refresh: '30s',
    variables: [PROBE, PATH],
    annotations: ANNOTATIONS,
    links: ['home', 'probeDetail', 'sloOverview', 'watcher'],
    rows: [
      {
        height: 4,
        panels: [
          [5, failing(context)],
          [5, silent(context)],
          [5, success()],
          [5, slowness()],
          [4, certificateSoonest()],
        ],
      },
      { height: Math.min(14, 3 + definedRoutes(context)), panels: [[24, states()]] },
      {
        height: 8,
        panels: [
          [12, failuresByReason()],
          [12, latencyByRoute(context)],
        ],
      },
      {
        height: 8,
        panels: [
          [12, answeredBy()],
          [12, overhead()],
        ],
      },
      {
        height: 7,
        panels: [
          [12, certificates()],
          [12, freshness(context)],
        ],
      },
    ],
  })
}

function states() {
  return stateTimeline({
    title: 'State by route',
    about: {
      what: 'The state of every selected route. A gap is time without probes.',
      how: 'Failed ÷ completed probes in each interval: none, some or all.',
      act: 'Compare the paths of one probe: the innermost path that fails names the broken hop.',
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    words: ROUTE_STATES,
    queries: [query(routeState(CHOSEN), ROUTE_LEGEND)],
    links: [toDetail],
  })
}
