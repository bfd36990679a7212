import { momentText } from '../../../lib/text/moment-text.ts'
import { FAULT_WORDS } from '../../web/core/faults/domain-words.ts'
import { unknownFaultWords } from '../../web/core/faults/unknown-fault.ts'
import { faultText } from '../contract/fault-text.ts'
import type { Where } from '../control/where.ts'

/** Where the fault is, in a line: `app, 1 of 2: web-2`, `unknown: neighbour fails on app`, `none; edge until 12:03:10 UTC`. */
export function whereText(
  { faultDomain, routes, past, ...details }: Where & { readonly faultDomain: string },
  now: Date,
) {
  const text = faultText({ faultDomain, ...details })
  const fails =
    routes === undefined || routes.failing.length === 0
      ? ''
      : `: ${unknownFaultWords(FAULT_WORDS.unknown, routes).title}`
  return `${text}${fails}${past === undefined ? '' : `; ${past.faultDomain} until ${momentText(new Date(past.until), now)}`}`
}
