/** What can be unknown while something does not watch: which pages fire, and the figures of SLOs. */
type Hidden = 'pages' | 'figures'

/** How a notice reads: nothing can be judged, something is wrong, or it was arranged. */
type NoticeTone = 'blind' | 'bad' | 'warn'

interface NoticeKindFacts {
  readonly tone: NoticeTone
  /** What is unknown while it lasts. */
  readonly hides: readonly Hidden[]
  /** Whether no alert can report it, because it is the alerting that is broken: the stack then pages by itself. */
  readonly breaksAlerting?: true
}

/** Every kind of notice. */
export const NOTICE_KINDS = {
  'prometheus-silent': { tone: 'blind', hides: ['pages', 'figures'], breaksAlerting: true },
  'storage-fails': { tone: 'blind', hides: ['pages', 'figures'], breaksAlerting: true },
  'rules-stopped': { tone: 'blind', hides: ['pages', 'figures'], breaksAlerting: true },
  'pager-silent': { tone: 'blind', hides: ['pages'] },
  'alertmanager-silent': { tone: 'blind', hides: ['pages'], breaksAlerting: true },
  'heartbeat-missing': { tone: 'blind', hides: ['pages'], breaksAlerting: true },
  'prober-silent': { tone: 'blind', hides: ['pages', 'figures'] },
  'prober-unscraped': { tone: 'blind', hides: ['pages', 'figures'] },
  'disk-full': { tone: 'bad', hides: [] },
  'not-kept': { tone: 'bad', hides: [] },
  'part-fails': { tone: 'bad', hides: [] },
  'data-lost': { tone: 'warn', hides: [] },
  'file-set-aside': { tone: 'warn', hides: [] },
  drill: { tone: 'warn', hides: [] },
  maintenance: { tone: 'warn', hides: [] },
} as const satisfies Readonly<Record<string, NoticeKindFacts>>

export type NoticeKind = keyof typeof NOTICE_KINDS

/** What must be known to read the other figures: that something does not watch, was lost, or was arranged. Every view says it. */
export interface Notice {
  readonly kind: NoticeKind
  /** ISO 8601, UTC. */
  readonly since: string
  /** A sentence without its full stop, which stands alone; times in it are UTC. */
  readonly text: string
}

/** What the prober itself says of the hops: it is at hand while Prometheus is not. */
export interface ProberWord {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly faultDomain: string
  readonly evidence: readonly string[]
}

/** The notices that leave something unknown. */
export function hiding(notices: readonly Notice[], hidden: Hidden): readonly Notice[] {
  return notices.filter(({ kind }) => hides(kind, hidden))
}

function hides(kind: NoticeKind, hidden: Hidden): boolean {
  return factsOf(kind).hides.includes(hidden)
}

/** Whether the alerting itself is what is broken. */
export function breaksAlerting({ kind }: Notice): boolean {
  return factsOf(kind).breaksAlerting === true
}

function factsOf(kind: NoticeKind): NoticeKindFacts {
  return NOTICE_KINDS[kind]
}

/** A word that is the kind of a notice. */
function isNoticeKind(word: unknown): word is NoticeKind {
  return typeof word === 'string' && Object.hasOwn(NOTICE_KINDS, word)
}

/** The prober's word in a document from outside; undefined for what is none. */
export function readProberWord(document: unknown): ProberWord | undefined {
  const { at, faultDomain, evidence }: Readonly<Record<string, unknown>> = Object(document)
  if (typeof at !== 'string' || typeof faultDomain !== 'string' || !Array.isArray(evidence)) return undefined
  return { at, faultDomain, evidence: evidence.filter(line => typeof line === 'string') }
}

/** The notices in a document from outside, and nothing else in it; one without a known kind or a text is left out. */
export function readNotices(list: unknown): readonly Notice[] {
  if (!Array.isArray(list)) return []
  return list.flatMap(entry => {
    const { kind, since, text }: Readonly<Record<string, unknown>> = Object(entry)
    if (!isNoticeKind(kind) || typeof since !== 'string' || typeof text !== 'string') return []
    return [{ kind, since, text }]
  })
}
