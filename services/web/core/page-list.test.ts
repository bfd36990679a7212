import { expect, test } from 'vitest'
import { pageList } from './page-list.ts'
import { readPages } from './read-pages.ts'

const NOW = '2026-02-05T12:10:00.000Z'
const PAGE = {
  id: 'web',
  severity: 'page',
  status: 'firing',
  startedAt: '2026-02-05T12:00:00.000Z',
  saidAt: '2026-02-05T12:01:00.000Z',
  title: 'web-edge: the error budget burns 50.3 times as fast as allowed',
  slos: ['web-edge'],
  faultDomain: 'edge',
  evidence: [],
  burnRate: 50.3,
  runbook: 'docs/runbooks/slo-burn-page.md',
}
const shown = (changes: object, hidden = false) => {
  const notices = hidden ? [{ kind: 'alertmanager-silent' as const, since: NOW, text: 'it does not answer' }] : []
  return pageList({ source: 'answering', pages: readPages({ pages: [{ ...PAGE, ...changes }] }) ?? [], notices }, NOW)
    .markup
}

test('a page whose alert has ended names what fires now, with its own runbook', () => {
  const title = 'neighbour fails on app far more often than allowed'
  const text = shown({
    firesNow: [{ title, since: '2026-02-05T12:00:00Z', runbook: 'docs/runbooks/surge.md' }, 'no alert'],
  })
  expect(text).toContain(`since 12:00:00 UTC, for 10 min: ${title}.`)
  expect(text).toContain('<code>docs/runbooks/surge.md</code>')
  expect(text).toContain('the error budget burned 50.3 times')
  expect(shown({})).not.toContain('Fires now')
})

test('the burn rate is said once, with its moment', () => {
  expect(shown({}).match(/50\.3/g)).toHaveLength(1)
  expect(shown({})).toContain('worst at 12:01:00 UTC')
  expect(shown({ title: 'web-edge burns' })).toContain('burned 50.3 times as fast as allowed at 12:01:00 UTC')
})

test('while the end of a page could not arrive, nothing says that it lasts', () => {
  expect(shown({})).toContain('for 10 min now')
  expect(shown({}, true)).toContain('whether it still fires is unknown')
  expect(shown({}, true)).toContain('these are the last known')
  expect(shown({ id: 'stack 1' }, true)).toContain('for 10 min now')
})
