import { describeError } from '../../../lib/describe-error.ts'
import { milliseconds, minutes } from '../../../lib/duration.ts'
import { isExternal } from '../../../lib/system-error.ts'
import { withoutPassword } from '../../../lib/web-address.ts'
import type { PathEnd } from '../../../postmortems/definition/model.ts'
import { deployName } from '../../../postmortems/draft/deploys.ts'
import { measuredDomain } from '../../../postmortems/draft/expected.ts'
import type { AffectedSlo, DraftFacts } from '../../../postmortems/draft/facts.ts'
import { PATHS, type Path } from '../../../services/prober/contract/names.ts'
import { probeOf, type Slo, sloId } from '../../../slo/core/model.ts'
import { LABELS } from '../../../slo/core/names.ts'
import type { DeployEvidence } from '../../release/core/deploy/read-evidence.ts'
import { type AlertmanagerFacts, alertmanagerFacts } from './alertmanager-facts.ts'
import { type DraftSpan, type PrometheusFacts, prometheusFacts } from './prometheus-facts.ts'

/** Where a draft comes from. */
export interface DraftSources {
  readonly prometheus: string | undefined
  readonly alertmanager: string | undefined
  readonly evidence: DeployEvidence | undefined
}

/** What is asked for. */
export interface DraftWish {
  readonly name: string | undefined
  readonly isExercise: boolean
  readonly slos: readonly Slo[]
  readonly span: DraftSpan
}

/** Asks every source for what it knows of the span; one that is away is named, and the draft made of the others. Undefined without any. */
export async function gatherFacts(
  { name, isExercise, slos, span }: DraftWish,
  { prometheus, alertmanager, evidence }: DraftSources,
  signal: AbortSignal,
): Promise<{ readonly facts: DraftFacts | undefined; readonly away: readonly string[] }> {
  const away: string[] = []
  const measured = await orAway('Prometheus', prometheus, away, url => prometheusFacts(url, slos, span, signal))
  const notified = await orAway('Alertmanager', alertmanager, away, url => alertmanagerFacts(url, span, signal))
  const sources = [
    ...(measured === undefined ? [] : ['Prometheus']),
    ...(notified === undefined ? [] : ['Alertmanager']),
    ...(evidence === undefined ? [] : ['the evidence of the deploy']),
  ]
  if (sources.length === 0) return { facts: undefined, away }
  const known = measured ?? unmeasured(slos, span, notified, evidence)
  const facts = {
    ...known,
    alerts: measured === undefined ? (notified?.alerts ?? []) : measured.alerts,
    silences: notified?.silences ?? [],
    deploy: evidence?.deploy,
    ...{ isExercise, sources, away },
  }
  return { facts: { ...facts, name: name ?? nameOf(facts) }, away }
}

async function orAway<Facts>(
  what: string,
  url: string | undefined,
  away: string[],
  ask: (url: string) => Promise<Facts>,
): Promise<Facts | undefined> {
  if (url === undefined) {
    away.push(`${what}: no address is given, and no stack runs here.`)
    return undefined
  }
  try {
    return await ask(url)
  } catch (error) {
    if (!isExternal(error)) throw error
    away.push(`${what} at ${withoutPassword(url)}: ${describeError(error)}`)
    return undefined
  }
}

/** What is written where Prometheus is away: a whole outage of what alerts, or what the gate saw. A person must put it right. */
function unmeasured(
  slos: readonly Slo[],
  span: DraftSpan,
  notified: AlertmanagerFacts | undefined,
  evidence: DeployEvidence | undefined,
): PrometheusFacts {
  const alerted = new Set((notified?.alerts ?? []).map(({ labels }) => labels[LABELS.id]))
  const meant = slos.filter(slo => alerted.has(sloId(slo)))
  const cost = new Map((evidence?.slos ?? []).map(each => [each.id, each]))
  const hurt = meant.length > 0 ? meant : slos.filter(slo => cost.has(sloId(slo)))
  const affected = hurt.length > 0 ? hurt : slos.filter(slo => probeOf(slo)?.path === 'edge')
  const errorRatio = evidence === undefined ? 1 : (evidence.deploy.failedPart ?? 0)
  const started = Math.floor(Math.max(span.from, evidence?.applied ?? 0) / 1000) * 1000
  return {
    started,
    length: milliseconds(Math.max(1000, Math.ceil((span.to - started) / 1000) * 1000)),
    slos: affected.map((slo): AffectedSlo => ({ id: sloId(slo), ...cost.get(sloId(slo)), alert: slo.alerting.name })),
    signals: [{ at: milliseconds(0), errorRatio: Number(errorRatio.toFixed(2)), isBlind: false }],
    paths: errorRatio === 0 ? new Map() : new Map(PATHS.map((path): [Path, PathEnd] => [path, FAILED])),
    failures: [],
    domains: [],
    alerts: [],
    releases: [],
  }
}

/** An answer of the app that is none: the least that can be assumed. */
const FAILED: PathEnd = { ends: 'status', phase: 'wait', answeredBy: 'app', status: 500, share: 1, isAlive: true }

/** What happened, in a few words. */
function nameOf({ deploy, domains, signals, slos, away }: Omit<DraftFacts, 'name'>): string {
  if (deploy !== undefined) return deployName(deploy)
  if (domains.length === 0 && away.length > 0) return `${slos.map(({ id }) => id).join(' and ')} failed`
  const domain = measuredDomain({ domains, signals })
  return NAMES[domain] ?? `${slos.map(({ id }) => id).join(' and ')} failed`
}

const NAMES: Readonly<Record<string, string>> = {
  edge: 'The edge failed',
  ingress: 'The ingress failed',
  app: 'The app failed',
  dns: 'A name could not be resolved',
  prober: 'The prober measured nothing',
  none: 'Nothing failed that is measured',
}

/** How long after a deploy its traces are looked for. */
export const AFTER_DEPLOY = minutes(5)
