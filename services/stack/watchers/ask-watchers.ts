import { type AskOptions, getJson } from '../../../adapters/http.ts'
import { pause } from '../../../adapters/pause.ts'
import { createPrometheus } from '../../../adapters/prometheus/client.ts'
import { seconds } from '../../../lib/duration.ts'
import { listAt, textAt } from '../../../lib/json/path.ts'
import { oneLine } from '../../../lib/text/one-line.ts'
import { NEWEST_SAMPLES_QUERY, type NewestSamples, newestSamples } from '../../../slo/report/newest-samples.ts'
import { HEARTBEAT } from '../../monitoring/core/heartbeat.ts'
import { readFaultDomain } from '../control/fault-domain.ts'
import { groupsOf } from './ended-unheard.ts'
import { type KnownMaintenance, NO_FACTS, type WatcherFacts } from './facts.ts'
import { readRejected } from './rejected-definitions.ts'

/** Where the parts that watch are asked; addresses with their credentials. */
export interface WatcherAddresses {
  readonly prometheus: string
  readonly alertmanager: string
  readonly prober: string
}

/** The facts as they were found last, and the task that keeps them so. */
export interface WatcherWatch {
  readonly current: () => WatcherFacts
  /** Resolves after the signal aborts. */
  readonly ended: Promise<void>
}

const INTERVAL = seconds(2)
const TIMEOUT = seconds(2)

/** Asks every two seconds until the signal aborts; a part that hangs delays the answers of no other. */
export function watchWatchers(addresses: WatcherAddresses, now: () => Date, signal: AbortSignal): WatcherWatch {
  let facts = NO_FACTS
  const asks = [askPrometheus, askAlertmanager, askProber]
  const watch = async (askOne: AskOne): Promise<void> => {
    while (!signal.aborted) {
      const found = await askOne(addresses, { timeout: TIMEOUT, signal })
      if (signal.aborted) return
      facts = { ...facts, ...found(facts, now()) }
      await pause(INTERVAL, signal)
    }
  }
  return { current: () => facts, ended: Promise.all(asks.map(watch)).then(() => undefined) }
}

/** Asks one part; what it gives makes the new facts of the old ones. */
type AskOne = (
  addresses: WatcherAddresses,
  options: AskOptions,
) => Promise<(old: WatcherFacts, now: Date) => Partial<WatcherFacts>>

const askPrometheus: AskOne = async ({ prometheus }, options) => {
  const answer = await createPrometheus(prometheus, options).instant(NEWEST_SAMPLES_QUERY)
  if (answer.kind === 'unanswered') {
    return (old, now) => ({ prometheusSilentSince: old.prometheusSilentSince ?? now })
  }
  return old => ({ prometheusSilentSince: undefined, ...momentsOf(newestSamples(answer.readings), old) })
}

/** A series ends with the samples' end, five minutes later at most: what was the newest stays so until there is a newer one. */
function momentsOf({ scrape, evaluation, prober }: NewestSamples, old: WatcherFacts): Partial<WatcherFacts> {
  return {
    newestSample: moment(scrape) ?? old.newestSample,
    newestEvaluation: moment(evaluation) ?? old.newestEvaluation,
    newestProberSample: moment(prober) ?? old.newestProberSample,
  }
}

function moment(unixSeconds: number | undefined): Date | undefined {
  return unixSeconds === undefined ? undefined : new Date(unixSeconds * 1000)
}

const askAlertmanager: AskOne = async ({ alertmanager }, options) => {
  const answer = await getJson(new URL('/api/v2/alerts', alertmanager), options)
  if (answer.kind === 'unanswered' || answer.status !== 200) {
    return (old, now) => ({ alertmanagerSilentSince: old.alertmanagerSilentSince ?? now, firingGroups: undefined })
  }
  const alerts = listAt(answer, 'body')
  const heartbeats = alerts.filter(alert => textAt(alert, 'labels', 'alertname') === HEARTBEAT.alert)
  // Prometheus sends an alert that fires again and again, and Alertmanager writes down when.
  const times = heartbeats.map(alert => Date.parse(textAt(alert, 'updatedAt')))
  const newest = Math.max(...times.filter(time => Number.isFinite(time)))
  return old => ({
    alertmanagerSilentSince: undefined,
    firingGroups: groupsOf(alerts),
    heartbeat: Number.isFinite(newest) ? new Date(newest) : old.heartbeat,
  })
}

const askProber: AskOne = async ({ prober }, options) => {
  const [fault, answer, definitions] = await Promise.all([
    readFaultDomain(prober, options.signal),
    getJson(new URL('/maintenance', prober), options),
    getJson(new URL('/definitions', prober), options),
  ])
  if (fault === undefined || answer.kind === 'unanswered' || answer.status !== 200) {
    return (old, now) => ({ proberSilentSince: old.proberSilentSince ?? now, fault: undefined })
  }
  const rejected = definitions.kind === 'answered' ? readRejected(definitions.body) : undefined
  return () => ({ proberSilentSince: undefined, fault, maintenance: maintenanceIn(answer.body), rejected })
}

function maintenanceIn(body: unknown): readonly KnownMaintenance[] {
  return listAt(body, 'maintenance').map(entry => ({
    from: textAt(entry, 'from'),
    until: textAt(entry, 'until'),
    reason: oneLine(textAt(entry, 'reason')),
    probes: listAt(entry, 'probes').filter(name => typeof name === 'string'),
  }))
}
