import path from 'node:path'
import { milliseconds, parseDuration, seconds } from '../../lib/duration.ts'
import type { Slo } from '../../slo/core/model.ts'
import { LABELS } from '../../slo/core/names.ts'
import { ALERT_WINDOWS } from '../../slo/core/windows.ts'
import type { SloReport } from '../../slo/report/report.ts'
import type { KnownFaults } from './contract/known-faults.ts'
import type { Page } from './contract/page.ts'
import type { Notification, NotifiedAlert } from './control/page.ts'
import type { StackMoment } from './control/stack-moment.ts'
import type { StackPlan } from './plan/plan.ts'
import { DEFAULT_PORTS } from './plan/ports.ts'
import type { PartStatus } from './supervise/part-status.ts'
import type { StackView } from './view/stack-view.ts'

/** Examples that the tests of several files share. */
export const NOON = '2026-02-05T12:00:00.000Z'

/** A page that fires, except for what is given. */
export function page(changes: Partial<Page> = {}): Page {
  return {
    id: `{}:{sloth_service="web"} ${NOON}`,
    severity: 'page',
    status: 'firing',
    startedAt: NOON,
    title: 'web-edge-availability: the error budget burns 412.0 times as fast as allowed',
    slos: ['web-edge-availability'],
    faultDomain: 'ingress',
    evidence: ['edge answers 502', 'ingress: connection refused', 'app answers 200'],
    burnRate: 412,
    badNow: '41.2%',
    lasts: '1h 44m 52s',
    runbook: 'docs/runbooks/slo-burn-page.md',
    ...changes,
  }
}

/** What Alertmanager sends of one SLO that pages, except for what is given. */
export function alert(
  slo = 'web-edge-availability',
  changes: Partial<NotifiedAlert> = {},
  annotations: Readonly<Record<string, string>> = {},
): NotifiedAlert {
  return {
    status: 'firing',
    labels: { alertname: 'WebEdgeAvailability', [LABELS.id]: slo, [LABELS.severity]: 'page' },
    startsAt: NOON,
    endsAt: '0001-01-01T00:00:00Z',
    ...changes,
    annotations: {
      title: `${slo}: the error budget burns 412.0 times as fast as allowed`,
      burn_rate: '412.0',
      bad_now: '41.2%',
      lasts: '1h 44m 52s',
      fault_domain: 'ingress',
      runbook: 'docs/runbooks/slo-burn-page.md',
      ...annotations,
    },
  }
}

/** Alertmanager's word about a group of alerts; it fires when one of them does. */
export function notification(alerts: readonly NotifiedAlert[], groupKey = '{}:{sloth_service="web"}'): Notification {
  return { groupKey, status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved', alerts }
}

/** A part that is ready, except for what is given. */
export function part(name: string, changes: Partial<PartStatus> = {}): PartStatus {
  return {
    name,
    state: 'ready',
    url: 'http://127.0.0.1:17300',
    pid: 4711,
    restarts: 0,
    readyAfter: milliseconds(1234),
    ...changes,
  }
}

/** An SLO that is well, except for what is given. */
export function report(id: string, changes: Partial<SloReport> = {}): SloReport {
  const [service = '', ...name] = id.split('-')
  return {
    id,
    service,
    name: name.join('-'),
    objective: 0.999,
    sli: 0.99998,
    budgetRemaining: 0.971,
    burnRate1h: 0.04,
    ...changes,
  }
}

/** A prober that was asked at noon and knows of no fault. */
export const NO_FAULTS: KnownFaults = { at: NOON, lasting: [], ended: {} }

/** A stack that is well, except for what is given. */
export function view(changes: Partial<StackView> = {}): StackView {
  return {
    siteUrl: 'https://localhost:17443/',
    folder: '.leadline',
    drill: undefined,
    runningFor: seconds(754),
    parts: [part('edge'), part('prober')],
    slos: [
      report('web-edge-availability'),
      report('web-edge-latency', { objective: 0.99, sli: 1, budgetRemaining: 1 }),
    ],
    faultDomain: 'none',
    pages: [],
    notices: [],
    goodSince: {},
    faults: NO_FAULTS,
    now: new Date(NOON),
    columns: 100,
    proberWord: undefined,
    blindFor: undefined,
    ...changes,
  }
}

/** What is known of a stack that is well, except for what is given. */
export function moment(changes: Partial<StackMoment> = {}): StackMoment {
  return {
    parts: [part('edge'), part('ingress', { standIn: 'stand-in: Nginx' })],
    figures: { slos: [report('web-edge-availability')], faultDomain: 'none', blindFor: undefined },
    pages: [],
    notices: [],
    goodSince: {},
    faults: NO_FAULTS,
    proberWord: undefined,
    drill: undefined,
    ...changes,
  }
}

/** A promise over 30 days of which only what the alert windows' formulas need is filled in. */
export function definedSlo(name: string, objective: number): Slo {
  const routing = { disabled: false, labels: {}, annotations: {} }
  return {
    service: 'web',
    name,
    description: '',
    objective,
    objectivePercent: objective * 100,
    windows: ALERT_WINDOWS,
    spec: 'prometheus/v1',
    period: parseDuration('30d') ?? milliseconds(0),
    labels: {},
    sli: { kind: 'events', errorQuery: '', totalQuery: '' },
    alerting: { name: '', labels: {}, annotations: {}, page: routing, ticket: routing },
  }
}

/** A plan in which only what the stack cannot do without is installed, except for what is given. */
export function barePlan(changes: Partial<StackPlan> = {}): StackPlan {
  return {
    ports: DEFAULT_PORTS,
    programs: {
      nginx: '/usr/sbin/nginx',
      prometheus: '/usr/bin/prometheus',
      promtool: '/usr/bin/promtool',
      alertmanager: '/usr/bin/prometheus-alertmanager',
      amtool: '/usr/bin/amtool',
      openssl: '/usr/bin/openssl',
      traefik: undefined,
      nodeExporter: undefined,
      grafana: undefined,
      setpriv: undefined,
    },
    repository: path.resolve(import.meta.dirname, '../..'),
    folder: '/srv/leadline',
    access: {
      user: 'leadline',
      password: 'secret',
      passwordFile: '/srv/leadline/run/password',
      webConfig: 'basic_auth_users: {}\n',
    },
    certificates: {
      caFile: '/srv/leadline/certificates/ca.pem',
      certificateFile: '/srv/leadline/certificates/site.pem',
      keyFile: '/srv/leadline/certificates/site.key',
      notAfter: new Date('2027-01-01T00:00:00.000Z'),
    },
    nginxVersion: '1.22.1',
    release: 'abc',
    environment: { PATH: '/usr/bin', SECRET: 'of the starting user' },
    workerUser: undefined,
    ...changes,
  }
}
