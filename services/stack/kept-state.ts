import path from 'node:path'
import { type KeptFile, openKeptFile } from '../../adapters/files/kept-file.ts'
import type { Notice } from './contract/notice.ts'
import type { Page } from './contract/page.ts'
import { parsePages } from './control/page-store.ts'
import { type OwedRefund, parseOwedRefunds } from './drill/refunds.ts'

/** What the stack keeps over its restarts. */
export interface KeptState {
  readonly pages: KeptFile<readonly Page[]>
  readonly refunds: KeptFile<readonly OwedRefund[]>
  /** What must be known of the files themselves. */
  notices(): readonly Notice[]
}

/** Opens every file that the stack keeps in its folder; a broken one is set aside and said. */
export async function openKeptState(folder: string, now: () => Date): Promise<KeptState> {
  const file = (name: string) => path.join(folder, name)
  const pages = await openKeptFile({
    path: file('pages.json'),
    what: 'the pages of earlier runs',
    parse: parsePages,
    now,
  })
  const refunds = await openKeptFile({
    path: file('refunds.json'),
    what: 'the drills whose time is owed to the budget',
    parse: parseOwedRefunds,
    now,
  })
  return {
    pages,
    refunds,
    notices: () =>
      [pages, refunds].flatMap(({ setAside, unkept }) => [
        ...(setAside === undefined ? [] : [{ kind: 'file-set-aside', ...stated(setAside) } as const]),
        ...[unkept()].flatMap(trouble =>
          trouble === undefined ? [] : [{ kind: 'not-kept', ...stated(trouble) } as const],
        ),
      ]),
  }
}

function stated({ since, text }: { readonly since: Date; readonly text: string }): Pick<Notice, 'since' | 'text'> {
  return { since: since.toISOString(), text }
}
