import { minutes } from '../../../lib/duration.ts'
import { field } from '../../../lib/json/parse.ts'
import { PAGE_GROUP } from '../../../slo/core/names.ts'
import { isOwnPage, type Page } from '../contract/page.ts'

/** Longer than the end of an alert takes to be heard: the resolving of a group, its interval, and what is sent again. */
const HEARD_WITHIN = minutes(15)

/** Finds the pages whose end will not be heard any more, from one moment to the next. */
export interface EndWatch {
  /** Those that are over now, as they are then; `groups` is undefined while it is unknown what fires. */
  look(pages: readonly Page[], groups: readonly string[] | undefined, now: Date): readonly Page[]
}

/**
 * An Alertmanager that was started again remembers no alert, and says nothing of one that ended meanwhile: a page about it
 * would fire for ever. When it was over then is not known.
 */
export function createEndWatch(): EndWatch {
  let absentSince: ReadonlyMap<string, Date> = new Map()
  return {
    look(pages, groups, now) {
      const absent = groups === undefined ? [] : pages.filter(page => isLost(page, groups))
      absentSince = new Map(absent.map(({ id }) => [id, absentSince.get(id) ?? now]))
      const over = absent.filter(({ id }) => now.getTime() - (absentSince.get(id) ?? now).getTime() >= HEARD_WITHIN)
      return over.map(page => ({ ...page, status: 'resolved' }))
    },
  }
}

function isLost(page: Page, groups: readonly string[]): boolean {
  return page.status === 'firing' && !isOwnPage(page) && !groups.some(group => page.id.includes(`${group} `))
}

/** The groups that alerts of Alertmanager fire in, as the ids of their pages have them. */
export function groupsOf(alerts: readonly unknown[]): readonly string[] {
  const texts = alerts.map(alert => {
    const labels = [...PAGE_GROUP].toSorted().flatMap(name => {
      const value = field(field(alert, 'labels'), name)
      return typeof value === 'string' ? [`${name}=${JSON.stringify(value)}`] : []
    })
    return `:{${labels.join(', ')}}`
  })
  return [...new Set(texts)]
}
