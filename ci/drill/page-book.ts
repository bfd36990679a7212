import { at, textAt } from '../../lib/json/path.ts'
import type { Page } from '../../services/stack/contract/page.ts'
import { type LocatedFault, type NotifiedAlert, pageFrom } from '../../services/stack/control/page.ts'
import { LABELS, PAGE_GROUP } from '../../slo/core/names.ts'

/** Pages as Alertmanager would send them, made of the alerts that it has: in a cluster they go to a person. */
export interface PageBook {
  /** Every page so far, by the alerts that Alertmanager has now and the prober's fault domain. */
  readonly after: (alerts: readonly unknown[], fault: LocatedFault | undefined) => readonly Page[]
}

/** A book without pages. */
export function createPageBook(now: () => Date): PageBook {
  const known = new Map<string, { readonly page: Page; readonly alerts: readonly NotifiedAlert[] }>()
  return {
    after(alerts, fault) {
      const firing = alerts.map(alertOf).filter(({ labels }) => labels[LABELS.severity] === 'page')
      const groups = Map.groupBy(firing, ({ labels }) => PAGE_GROUP.map(label => labels[label] ?? '').join(' '))
      const over = [...known].filter(([key, { page }]) => page.status === 'firing' && !groups.has(key))
      const endsAt = now().toISOString()
      const ended = over.map(
        ([key, { alerts }]) => [key, alerts.map(alert => ({ ...alert, status: 'resolved' as const, endsAt }))] as const,
      )
      for (const [groupKey, ofGroup] of [...groups, ...ended]) {
        const status = groups.has(groupKey) ? 'firing' : 'resolved'
        const page = pageFrom({ groupKey, status, alerts: ofGroup }, known.get(groupKey)?.page, fault, now())
        if (page !== undefined) known.set(groupKey, { page, alerts: ofGroup })
      }
      return [...known.values()].map(({ page }) => page)
    },
  }
}

/** An alert of Alertmanager's API as its webhook would send it. */
function alertOf(alert: unknown): NotifiedAlert {
  return {
    status: 'firing',
    labels: textsOf(at(alert, 'labels')),
    annotations: textsOf(at(alert, 'annotations')),
    startsAt: textAt(alert, 'startsAt'),
    endsAt: textAt(alert, 'endsAt'),
  }
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(Object(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(entries)
}
