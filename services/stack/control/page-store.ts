import type { KeptFile } from '../../../adapters/files/kept-file.ts'
import { within } from '../../../adapters/within.ts'
import { seconds } from '../../../lib/duration.ts'
import { field } from '../../../lib/json/parse.ts'
import type { Page } from '../contract/page.ts'
import { type LocatedFault, type Notification, pageFrom } from './page.ts'

/** The pages of this stack, newest first, kept over restarts. */
export interface PageStore {
  pages(): readonly Page[]
  /** Takes a notification in; gives the page when it is new, or its status changed. */
  take(notification: Notification, faultDomain: LocatedFault | undefined): Promise<Page | undefined>
  /** Takes in a page of the stack's own, new or as it is now. */
  put(page: Page): Promise<void>
}

/** The store forgets the oldest page beyond this many. */
const LONGEST_BOOK = 100

/** A disk that has not taken the pages by then may never do so, and a page must not wait for it. */
const PATIENCE = seconds(1)

/** A store that a file keeps. */
export function createPageStore(kept: KeptFile<readonly Page[]>): PageStore {
  const pages = (): readonly Page[] => kept.current() ?? []
  const put = async (page: Page): Promise<void> => {
    const others = pages().filter(other => other.id !== page.id)
    await within(kept.keep([page, ...others].slice(0, LONGEST_BOOK)), PATIENCE, false)
  }
  return {
    pages,
    put,
    async take(notification, faultDomain) {
      const previous = pages().find(page => page.status === 'firing' && page.id.startsWith(`${notification.groupKey} `))
      // Alertmanager repeats the end of an incident that this store has already closed, or never saw.
      if (previous === undefined && notification.status === 'resolved') return undefined
      const page = pageFrom(notification, previous, faultDomain)
      if (page === undefined) return undefined
      await put(page)
      const isNews = previous?.status !== page.status || page.slos.length > previous.slos.length
      return isNews ? page : undefined
    },
  }
}

/** The pages in what a file kept; undefined when it is no list of pages. */
export function parsePages(document: unknown): readonly Page[] | undefined {
  return Array.isArray(document) && document.every(isPage) ? document : undefined
}

const TEXTS = ['id', 'severity', 'status', 'startedAt', 'title', 'faultDomain', 'runbook']
const LISTS = ['slos', 'evidence']

/** Whether a document is a page as this stack writes it, as far as a view would fail over it. */
function isPage(document: unknown): boolean {
  const isText = (value: unknown) => typeof value === 'string'
  const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText)
  return TEXTS.every(name => isText(field(document, name))) && LISTS.every(name => isTexts(field(document, name)))
}
