import { pause } from '../../../adapters/pause.ts'
import { seconds } from '../../../lib/duration.ts'
import { hiding, type Notice, type ProberWord } from '../contract/notice.ts'
import { isOwnPage, type Page } from '../contract/page.ts'
import type { PageStore } from '../control/page-store.ts'
import { arrangedNotices, type KnownDrill } from './arranged-notices.ts'
import { type WatcherAddresses, watchWatchers } from './ask-watchers.ts'
import { createEndWatch } from './ended-unheard.ts'
import type { WatcherFacts } from './facts.ts'
import { isNewsOf, ownPage } from './own-page.ts'
import { rejectedNotice } from './rejected-definitions.ts'
import { watcherNotices } from './watcher-notices.ts'

/** What every view has to say beside the figures. */
export interface Oversight {
  readonly notices: () => readonly Notice[]
  /** What the prober itself says; undefined while it does not answer. */
  readonly proberWord: () => ProberWord | undefined
  readonly facts: () => WatcherFacts
  /** Resolves after the signal aborts. */
  readonly ended: Promise<void>
}

/** What the oversight is made of. */
export interface OversightDeps {
  readonly addresses: WatcherAddresses
  readonly store: Pick<PageStore, 'pages' | 'put'>
  readonly drill: () => KnownDrill | undefined
  /** What other parts of the stack have to say. */
  readonly others: () => readonly Notice[]
  readonly now: () => Date
  /** Hears of each page of the stack's own, when it is news. */
  readonly paged: (page: Page) => void
}

const INTERVAL = seconds(1)

/** Watches what watches, until the signal aborts, and pages by itself when no alert can. */
export function oversee(deps: OversightDeps, signal: AbortSignal): Oversight {
  const { addresses, store, drill, others, now, paged } = deps
  const startedAt = now()
  const watch = watchWatchers(addresses, now, signal)
  const notices = (): readonly Notice[] => {
    const facts = watch.current()
    const known = others()
    return [
      ...watcherNotices(facts, startedAt, now()).filter(notice => !isExplained(notice, known)),
      ...known,
      ...rejectedNotice(facts.rejected, now()),
      ...arrangedNotices(drill(), facts.maintenance, now()),
    ]
  }
  const ends = createEndWatch()
  const endUnheard = async (): Promise<void> => {
    // While no page could arrive, that Alertmanager has no alert says nothing.
    const areKnown = hiding(notices(), 'pages').length === 0 && watch.current().heartbeat !== undefined
    for (const page of ends.look(store.pages(), areKnown ? watch.current().firingGroups : undefined, now())) {
      await store.put(page)
      paged(page)
    }
  }
  const look = async (): Promise<void> => {
    const previous = store.pages().find(({ id, status }) => isOwnPage({ id }) && status === 'firing')
    const page = ownPage(notices(), previous, watch.current().fault, now())
    if (page === undefined || JSON.stringify(page) === JSON.stringify(previous)) return
    await store.put(page)
    if (isNewsOf(page, previous)) paged(page)
  }
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      await look()
      await endUnheard()
      await pause(INTERVAL, signal)
    }
  }
  return {
    notices,
    facts: watch.current,
    proberWord() {
      const { fault } = watch.current()
      return fault && { at: now().toISOString(), faultDomain: fault.domain, evidence: fault.evidence }
    },
    ended: Promise.all([watch.ended, loop()]).then(() => undefined),
  }
}

/** Whether a notice only says what follows from another: without space Prometheus is stopped on purpose. */
function isExplained({ kind }: Notice, known: readonly Notice[]): boolean {
  return kind === 'prometheus-silent' && known.some(other => other.kind === 'disk-full')
}
