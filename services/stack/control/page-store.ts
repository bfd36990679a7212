import { readIfPresent } from '../../../adapters/files/files.ts'
import { writeAtomically } from '../../../adapters/files/write-files.ts'
import { ExternalError } from '../../../lib/system-error.ts'
import type { Page } from '../contract/page.ts'
import { type LocatedFault, type Notification, pageFrom } from './page.ts'

/** The pages of this stack, newest first, kept over restarts. */
export interface PageStore {
  pages(): readonly Page[]
  /** Takes a notification in; gives the page when it is new, or its status changed. */
  take(notification: Notification, faultDomain: LocatedFault | undefined): Promise<Page | undefined>
}

/** The store forgets the oldest page beyond this many. */
const LONGEST_BOOK = 100

/** Opens the store that a file keeps; an absent file is an empty store. Throws when the file is no store. */
export async function openPageStore(file: string): Promise<PageStore> {
  let store = await readBook(file)
  let written: Promise<unknown> = Promise.resolve()
  /** One after the other, or two notifications at once could leave the older store on the disk. */
  const write = (): Promise<unknown> => {
    const next = () => writeAtomically(file, `${JSON.stringify(store, undefined, 2)}\n`)
    written = written.then(next, next)
    return written
  }
  return {
    pages: () => store,
    async take(notification, faultDomain) {
      const previous = store.find(page => page.status === 'firing' && page.id.startsWith(`${notification.groupKey} `))
      // Alertmanager repeats the end of an incident that this store has already closed, or never saw.
      if (previous === undefined && notification.status === 'resolved') return undefined
      const page = pageFrom(notification, previous, faultDomain)
      if (page === undefined) return undefined
      store = [page, ...store.filter(other => other.id !== page.id)].slice(0, LONGEST_BOOK)
      await write()
      const isNews = previous?.status !== page.status || page.slos.length > previous.slos.length
      return isNews ? page : undefined
    },
  }
}

async function readBook(file: string): Promise<readonly Page[]> {
  const text = (await readIfPresent(file)) ?? '[]'
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ExternalError(`Cannot read the pages of earlier runs in ${file}: delete it to begin without them`, {
      cause,
    })
  }
}
