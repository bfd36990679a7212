import { type Duration, seconds } from '../../../lib/duration.ts'
import type { Notice, NoticeKind } from '../contract/notice.ts'
import type { WatcherFacts } from './facts.ts'
import { momentText } from './moment-text.ts'

/** A part that does not answer: five questions in a row. */
const SILENT_AFTER: Duration = seconds(10)
/** Scrapes come every five seconds, so six of them were not stored. */
const UNSTORED_AFTER: Duration = seconds(30)
/** Rules are evaluated every fifteen seconds, and a restart of Prometheus takes a few. */
const UNEVALUATED_AFTER: Duration = seconds(60)
/** Prometheus sends an alert that fires at least once a minute. */
const HEARTBEAT_AFTER: Duration = seconds(150)

/** A sign of life: which moment shows it, how old that may be, and what to say when it is older. */
interface Sign {
  readonly kind: NoticeKind
  readonly patience: Duration
  /** Undefined: there is nothing amiss. */
  readonly since: (facts: WatcherFacts, startedAt: Date) => Date | undefined
  readonly text: (since: string) => string
  /** It is seen through Prometheus, and says nothing while Prometheus itself is at fault. */
  readonly isSeenByPrometheus?: true
}

/** The first sign of each list that is missing is said; the ones after it follow from it. */
const SIGNS: readonly (readonly Sign[])[] = [
  [
    {
      kind: 'prometheus-silent',
      patience: SILENT_AFTER,
      since: facts => facts.prometheusSilentSince,
      text: since => `Prometheus does not answer since ${since}`,
    },
    {
      kind: 'storage-fails',
      patience: UNSTORED_AFTER,
      since: (facts, startedAt) => later(facts.newestSample, startedAt),
      text: since => `Prometheus stores no samples since ${since}`,
    },
    {
      kind: 'rules-stopped',
      patience: UNEVALUATED_AFTER,
      since: (facts, startedAt) => later(facts.newestEvaluation, startedAt),
      text: since => `Prometheus evaluates no rules since ${since}`,
    },
  ],
  [
    {
      kind: 'alertmanager-silent',
      patience: SILENT_AFTER,
      since: facts => facts.alertmanagerSilentSince,
      text: since => `Alertmanager does not answer since ${since}`,
    },
    {
      kind: 'heartbeat-missing',
      isSeenByPrometheus: true,
      patience: HEARTBEAT_AFTER,
      since: (facts, startedAt) => later(facts.heartbeat, startedAt),
      text: since => `Alertmanager has heard nothing from Prometheus since ${since}`,
    },
  ],
  [
    {
      kind: 'prober-silent',
      patience: SILENT_AFTER,
      since: facts => facts.proberSilentSince,
      text: since => `the prober does not answer since ${since}`,
    },
    {
      kind: 'prober-unscraped',
      isSeenByPrometheus: true,
      patience: UNSTORED_AFTER,
      since: (facts, startedAt) => later(facts.newestProberSample, startedAt),
      text: since => `Prometheus has nothing new from the prober since ${since}`,
    },
  ],
]

/** What does not watch, as far as its silence is longer than a restart takes; `startedAt` is when the stack began to ask. */
export function watcherNotices(facts: WatcherFacts, startedAt: Date, now: Date): readonly Notice[] {
  const missing = ({ kind, patience, since, text }: Sign): readonly Notice[] => {
    const from = since(facts, startedAt)
    if (from === undefined || now.getTime() - from.getTime() <= patience) return []
    return [{ kind, since: from.toISOString(), text: text(momentText(from, now)) }]
  }
  const [prometheus, ...others] = SIGNS
  const first = (signs: readonly Sign[] = []) => signs.flatMap(missing).slice(0, 1)
  const atFault = first(prometheus)
  const isHeeded = (sign: Sign) => atFault.length === 0 || sign.isSeenByPrometheus !== true
  return [...atFault, ...others.flatMap(signs => first(signs.filter(isHeeded)))]
}

function later(found: Date | undefined, startedAt: Date): Date {
  return found !== undefined && found > startedAt ? found : startedAt
}
