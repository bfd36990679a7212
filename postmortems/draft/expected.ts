import { type Duration, hours, milliseconds } from '../../lib/duration.ts'
import type { FaultDomain } from '../../services/prober/contract/names.ts'
import { LABELS } from '../../slo/core/names.ts'
import type { Expected, ExpectedAlert, NamedAlert } from '../definition/model.ts'
import { pagesIn, type Replayed } from '../replay/judge-replay.ts'
import type { Firing } from '../replay/replay-file.ts'
import { PACE } from '../replay/samples.ts'
import type { DraftFacts, SeenAlert } from './facts.ts'

/** How long after its end a draft is replayed, so that its alerts can end. */
const UNTIL_ENDED = hours(1)

/** Before anything was replayed: every alert that was seen, and those of the SLOs, with time enough to begin and to end. */
export function looked(facts: DraftFacts, known: readonly string[]): Expected {
  const seen = facts.alerts.map(({ alert, severity }) => ({ alert, severity }))
  const pages = facts.slos.map(({ alert }) => ({ alert, severity: 'page' }))
  const named = distinct([...seen, ...pages]).filter(({ alert }) => known.includes(alert))
  const by = milliseconds(facts.length + UNTIL_ENDED)
  return {
    alerts: named.map(each => expectedAlert(each, by)),
    silent: [],
    pages: 0,
    faultDomain: measuredDomain(facts),
  }
}

/** The hop that was named for the longest. */
export function measuredDomain({ domains, signals }: Pick<DraftFacts, 'domains' | 'signals'>): FaultDomain {
  const named = domains.find(({ domain }) => domain !== 'none')?.domain
  if (named !== undefined) return named
  return signals.some(({ isBlind }) => isBlind) ? 'prober' : 'none'
}

/** What a replay shows, as what must happen from now on: alerts that were seen, and everything that pages. */
export function expectedOf(facts: DraftFacts, replayed: Replayed, known: readonly string[]): Expected {
  const { firings } = replayed
  const isSeen = ({ labels }: Firing): boolean =>
    facts.alerts.length === 0 ||
    facts.alerts.some(each => each.alert === labels.alertname && each.severity === severityOf(labels))
  const kept = firings.filter(each => each.from >= 0 && (severityOf(each.labels) === 'page' || isSeen(each)))
  const groups = Map.groupBy(kept, ({ labels }) => `${labels.alertname} ${severityOf(labels)}`)
  const alerts = [...groups.values()].map(alertOf).sort((a, b) => a.from - b.from || a.alert.localeCompare(b.alert))
  const silent = facts.slos.filter(slo => !alerts.some(each => each.alert === slo.alert))
  return {
    alerts,
    silent: silent
      .filter(({ alert }) => known.includes(alert))
      .map(({ alert }) => ({ alert, severity: 'page', labels: {} })),
    pages: pagesIn(firings).length,
    faultDomain: replayedDomain(facts, replayed),
  }
}

/** As they were measured, where nothing could be replayed. */
export function measuredAlerts(facts: DraftFacts, known: readonly string[]): Expected {
  const seen = facts.alerts.filter(({ alert }) => known.includes(alert))
  const groups = Map.groupBy(seen, ({ alert, severity }) => `${alert} ${severity}`)
  const alerts = [...groups.values()].map(all => {
    const firings = all.map(({ from, to }) => ({
      labels: { alertname: all[0]?.alert ?? '', [LABELS.severity]: all[0]?.severity ?? '' },
      from: from - facts.started,
      to: to === undefined ? undefined : to - facts.started,
    }))
    return { ...alertOf(firings), endsFrom: undefined, endsBy: undefined }
  })
  const pages = facts.alerts.some(({ severity }) => severity === 'page') ? 1 : 0
  return { alerts, silent: [], pages, faultDomain: measuredDomain(facts) }
}

/** Alerts that were seen and that the replay does not show: the series that they need are not in the file. */
export function notReplayed(facts: DraftFacts, replayed: Replayed): readonly SeenAlert[] {
  const isShown = ({ alert, severity }: SeenAlert): boolean =>
    replayed.firings.some(({ labels }) => labels.alertname === alert && severityOf(labels) === severity)
  const first = new Map(
    facts.alerts.filter(each => !isShown(each)).map(each => [`${each.alert} ${each.severity}`, each]),
  )
  return [...first.values()]
}

function replayedDomain(facts: DraftFacts, { prober, scrapes }: Replayed): FaultDomain {
  const wanted = measuredDomain(facts)
  const during = prober.filter((_, index) => (scrapes[index] ?? 0) > 0 && (scrapes[index] ?? 0) <= facts.length)
  const named = [...new Set(during.map(({ domain }) => domain))].filter(each => each !== 'none' && each !== 'unknown')
  if (named.length === 0) return wanted === 'unknown' ? 'unknown' : 'none'
  return named.find(each => each === wanted) ?? named[0] ?? wanted
}

/** A window as wide as a scrape on both sides. */
function alertOf(firings: readonly Firing[]): ExpectedAlert {
  const from = Math.min(...firings.map(each => each.from))
  const ends = firings.map(({ to }) => to)
  const last = ends.includes(undefined) ? undefined : Math.max(...ends.map(to => to ?? 0))
  const labels = firings[0]?.labels ?? {}
  return {
    ...{ alert: labels.alertname ?? '', severity: severityOf(labels), labels: {}, isThereBefore: false },
    from: atLeastZero(from - PACE),
    by: atLeastZero(from + PACE),
    endsFrom: last === undefined ? undefined : atLeastZero(Math.max(last - PACE, from + PACE)),
    endsBy: last === undefined ? undefined : atLeastZero(Math.max(last + PACE, from + PACE)),
  }
}

function atLeastZero(moment: number): Duration {
  return milliseconds(Math.max(0, moment))
}

function severityOf(labels: Firing['labels']): string | undefined {
  return labels[LABELS.severity]
}

function expectedAlert({ alert, severity }: Omit<NamedAlert, 'labels'>, by: Duration): ExpectedAlert {
  const never = { endsFrom: undefined, endsBy: undefined }
  return { alert, severity, labels: {}, isThereBefore: false, from: milliseconds(0), by, ...never }
}

function distinct(named: readonly Omit<NamedAlert, 'labels'>[]): readonly Omit<NamedAlert, 'labels'>[] {
  return [...new Map(named.map(each => [`${each.alert} ${each.severity}`, each])).values()]
}
