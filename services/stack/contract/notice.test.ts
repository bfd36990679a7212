import { expect, test } from 'vitest'
import { hiding, readNotices } from './notice.ts'

const NOTICE = { kind: 'alertmanager-silent', since: '2026-02-05T12:00:00.000Z', text: 'Alertmanager does not answer' }

test('notices from outside are read with care', () => {
  const others = [
    { ...NOTICE, kind: 'toString' },
    { ...NOTICE, text: 3 },
    { ...NOTICE, since: undefined },
    null,
    'text',
  ]
  expect(readNotices([NOTICE, ...others])).toEqual([NOTICE])
  for (const none of [undefined, null, {}, 'text']) expect(readNotices(none)).toEqual([])
})

test('a dead Alertmanager hides pages and no figures', () => {
  const notices = readNotices([NOTICE])
  expect([hiding(notices, 'pages').length, hiding(notices, 'figures').length]).toEqual([1, 0])
})
