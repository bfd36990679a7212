import { humanDuration } from '../../../../lib/duration.ts'
import { markdownTable } from '../../../../lib/text/markdown-table.ts'
import { BUDGET_STATES } from './budget-policy.ts'
import { KIND_NAMES, kindMeans, routeOf } from './kinds.ts'
import { ENTRY_STATES } from './ledger-entry.ts'
import { ENDS, STATES } from './states.ts'

/** The tables of docs/deploy.md, by the name between its marks. */
export const DEPLOY_TABLES: Readonly<Record<string, () => string>> = {
  states: () =>
    table(
      ['state', 'what is done', 'within'],
      entries(STATES).map(([name, { does, within }]) => [code(name), does, humanDuration(within)]),
    ),
  ends: () =>
    table(
      ['exit', 'end', 'meaning'],
      entries(ENDS).map(([name, { exit, means }]) => [String(exit), code(name), means]),
    ),
  kinds: () =>
    table(
      ['push', 'what changes', 'states after the lock'],
      KIND_NAMES.map(kind => [
        code(kind),
        kindMeans(kind),
        routeOf([kind], { isFirst: false, hasCanary: kind === 'app' }).join(' → '),
      ]),
    ),
  ledger: () =>
    table(
      ['state', 'meaning'],
      entries(ENTRY_STATES).map(([name, means]) => [code(name), means]),
    ),
  budget: () =>
    table(
      ['budget', 'when', 'a release'],
      entries(BUDGET_STATES).map(([name, { when, effect }]) => [code(name), when, effect]),
    ),
}

function entries<T>(rows: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(rows)
}

function code(text: string): string {
  return `\`${text}\``
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable(head, rows)
    .map(line => `${line}\n`)
    .join('')
}
