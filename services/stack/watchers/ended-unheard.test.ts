import { expect, test } from 'vitest'
import { LABELS } from '../../../slo/core/names.ts'
import { page } from '../stack.testkit.ts'
import { createEndWatch, groupsOf } from './ended-unheard.ts'

const at = (minute: number): Date => new Date(Date.UTC(2026, 1, 5, 12, minute))
const alertOf = (service: string, severity = 'page') => ({
  labels: { alertname: 'X', [LABELS.service]: service, [LABELS.severity]: severity },
})
const GROUP = '{}/{sloth_severity="page"}:{sloth_service="web", sloth_severity="page"}'
const FIRING = page({ id: `${GROUP} 2026-02-05T11:00:00.000Z` })
const WEB = groupsOf([alertOf('web')])
const OTHERS = groupsOf([alertOf('web', 'ticket'), alertOf('shop')])

/** The minutes in which a page is found to be over, when this fires in each. */
function endsWith(firing: (minute: number) => readonly string[] | undefined, one = FIRING): readonly number[] {
  const watch = createEndWatch()
  return Array.from({ length: 21 }, (_, minute) => minute).filter(
    minute => watch.look([one], firing(minute), at(minute)).length > 0,
  )
}

test('a page of which Alertmanager has had no alert for a quarter of an hour is over, and when is not known', () => {
  expect(endsWith(() => OTHERS)[0]).toBe(15)
  const watch = createEndWatch()
  watch.look([FIRING], [], at(0))
  const [over] = watch.look([FIRING], [], at(15))
  expect(over).toMatchObject({ id: FIRING.id, status: 'resolved' })
  expect(over).not.toHaveProperty('resolvedAt')
})

test.each<[what: string, firing: (minute: number) => readonly string[] | undefined, first: number | undefined]>([
  ['an alert of its group fires', () => [...OTHERS, ...WEB], undefined],
  ['one does again, within that time', minute => (minute === 10 ? WEB : OTHERS), undefined],
  ['it is unknown what fires', () => undefined, undefined],
  ['it was unknown for a moment, of which the time begins anew', minute => (minute === 3 ? undefined : OTHERS), 19],
])('not while %s', (_, firing, first) => expect(endsWith(firing)[0]).toBe(first))

test('a page of the stack itself, and one that is resolved, have another end', () => {
  expect(endsWith(() => [], page({ id: 'stack 2026-02-05T11:00:00.000Z' }))).toEqual([])
  expect(endsWith(() => [], page({ status: 'resolved' }))).toEqual([])
})
