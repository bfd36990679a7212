import { expect, test } from 'vitest'
import { LABELS } from '../../slo/core/names.ts'
import { createPageBook } from './page-book.ts'

const STARTED = '2026-02-05T12:00:00.000Z'
const [NOW, LATER] = [new Date('2026-02-05T12:00:20.000Z'), new Date('2026-02-05T12:05:20.000Z')]

function alert(id: string, severity = 'page') {
  return {
    labels: { alertname: 'Any', [LABELS.id]: id, [LABELS.service]: 'web', [LABELS.severity]: severity },
    annotations: { title: `${id} burns`, burn_rate: '500' },
    startsAt: STARTED,
    endsAt: '2026-02-05T12:04:00.000Z',
    status: { state: 'active' },
  }
}

test('alerts of one service are one page, which is resolved when Alertmanager has none of them any more', () => {
  let now = NOW
  const book = createPageBook(() => now)
  expect(book.after([], undefined)).toEqual([])
  const [page, ...others] = book.after([alert('web-edge'), alert('web-ingress'), alert('web-app', 'ticket')], {
    domain: 'ingress',
    evidence: ['the ingress answers 404'],
  })
  expect(others).toEqual([])
  expect(page).toMatchObject({
    status: 'firing',
    startedAt: STARTED,
    slos: ['web-edge', 'web-ingress'],
    faultDomain: 'ingress',
  })
  now = LATER
  expect(book.after([alert('web-app', 'ticket')], undefined)).toMatchObject([{ id: page?.id, status: 'resolved' }])
})
