import { expect, test } from 'vitest'
import { humanDuration, inSeconds, milliseconds, seconds } from '../../../lib/duration.ts'
import { type Slo, sloId } from '../../../slo/core/model.ts'
import { alertThreshold } from '../../../slo/core/windows.ts'
import { definedSlo } from '../stack.testkit.ts'
import { repositorySlos } from './drills.testkit.ts'
import { DRILLS, type Drill } from './drills.ts'
import { pageDeadline, predictedPage, resolveDeadline, uncountedTime } from './promise.ts'

/** An SLO whose events are a probe's, one in five seconds. */
function probed(slo: Slo): Slo {
  return { ...slo, sli: { kind: 'events', errorQuery: '', totalQuery: '', eventIntervalSeconds: 5 } }
}

test.each<[string, string, string]>([
  ['ingress-down', '52 s', '1 min 52 s'],
  ['edge-down', '52 s', '1 min 52 s'],
  ['app-errors', '52 s', '1 min 52 s'],
  ['app-errors=5%', '39 min 40 s', '40 min 40 s'],
  ['one-replica-down', '52 s', '1 min 52 s'],
  ['certificate-expired', '52 s', '1 min 52 s'],
  ['certificate-wrong-host', '52 s', '1 min 52 s'],
  ['prometheus-down', 'never', '1 min 30 s'],
  ['prober-starved', '52 s', '1 min 52 s'],
  ['slow-app', '8 min 38 s', '9 min 38 s'],
])('%s is predicted to page after %s, and waited for %s', (name, predicted, deadline) => {
  const drill: Drill = DRILLS[name as keyof typeof DRILLS]
  const slos = repositorySlos()
  const first = slos.find(slo => drill.slos.includes(sloId(slo)))
  const time = first === undefined ? undefined : predictedPage(first, drill.errorRatio)
  expect(time === undefined ? 'never' : humanDuration(time)).toBe(predicted)
  const until = pageDeadline(drill, slos)
  expect(until === undefined ? 'never' : humanDuration(until)).toBe(deadline)
})

test.each([
  ['every slot counted', 113, 0],
  ['two slots skipped', 111, 10],
  ['a tenth of the slots was skipped', 102, 55],
  ['nothing was counted', 0, 565],
  ['nearly nothing was counted, which is waited for once more at most', -9, 578],
])('with %s, the page may come so much later', (_, counted, later) => {
  const slo = { ...definedSlo('edge-latency', 0.99), sli: { kind: 'events', errorQuery: '', totalQuery: '' } } as const
  const probed = { ...slo, sli: { ...slo.sli, eventIntervalSeconds: 5 } }
  expect(inSeconds(uncountedTime(probed, seconds(578), counted))).toBe(later)
  expect(uncountedTime(slo, seconds(578), counted)).toBe(0)
})

test('an outage of everything pages when it has filled the threshold of the shortest paging window', () => {
  // 14.4 times the budget of 0.05 % is 0.72 % of one hour.
  expect(predictedPage(definedSlo('edge-availability', 0.9995))).toBeCloseTo(0.0072 * 3_600_000, 6)
})

test('what fails by chance is predicted to page when that is nearly certain, which is later than on the average', () => {
  const slo = probed(definedSlo('edge-availability', 0.999))
  // 14.4 times the budget of 0.1 % in an hour of 720 probes is 10.4 of them.
  expect(predictedPage(slo, 1)).toBeCloseTo(0.0144 * 3_600_000, 6)
  const average = (0.0144 * 3_600_000) / 0.05
  expect(predictedPage(slo, 0.05)).toBeGreaterThan(1.5 * average)
  expect(predictedPage(slo, 0.05)).toBeLessThan(3 * average)
})

test('a smaller part of failures pages later, and one within every threshold never does', () => {
  const slo = probed(definedSlo('edge-availability', 0.999))
  const times = [0.8, 0.4, 0.2, 0.1, 0.05].map(ratio => predictedPage(slo, ratio) ?? 0)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(predictedPage(slo, 0.006)).toBeUndefined()
})

test('events without an interval page on the average of the formula', () => {
  expect(predictedPage(definedSlo('edge-availability', 0.999), 0.05)).toBeCloseTo((0.0144 * 3_600_000) / 0.05, 6)
})

test('an outage by chance leaves the half-hour window when it may have filled the longer one', () => {
  const drill = { ...DRILLS['edge-down'], errorRatio: 0.05 }
  const slos = [definedSlo('edge-availability', 0.999)]
  // On the average the six-hour window is filled after 43 min 12 s, and by chance sooner.
  expect(humanDuration(resolveDeadline(drill, slos, seconds(1200)))).toBe('6 min')
  expect(humanDuration(resolveDeadline(drill, slos, seconds(1500)))).toBe('31 min')
})

test('the deadline is that of the SLO which pages first', () => {
  const drill = { ...DRILLS['ingress-down'], slos: ['web-loose', 'web-tight'] }
  const alone = pageDeadline({ ...drill, slos: ['web-tight'] }, [definedSlo('tight', 0.9999)])
  expect(pageDeadline(drill, [definedSlo('loose', 0.99), definedSlo('tight', 0.9999)])).toBe(alone)
})

test('an objective so low that even an outage of everything cannot page has no prediction and no deadline', () => {
  const never = definedSlo('edge-availability', 0.5)
  expect(predictedPage(never)).toBeUndefined()
  expect(pageDeadline(DRILLS['edge-down'], [never])).toBeUndefined()
})

test('SLOs that are not promised here give no deadline', () => {
  expect(pageDeadline(DRILLS['edge-down'], [])).toBeUndefined()
})

test.each<[string, number, string]>([
  ['an outage too short to have paged is given the time of the shortest window', 10, '6 min'],
  ['a short outage touches only the window of five minutes', 60, '6 min'],
  ['one just under the six-hour window’s threshold of 129.6 s', 129, '6 min'],
  ['a longer one has to leave the window of half an hour', 130, '31 min'],
])('%s', (_, outageSeconds, deadline) => {
  const slos = [definedSlo('edge-availability', 0.999)]
  expect(humanDuration(resolveDeadline(DRILLS['edge-down'], slos, seconds(outageSeconds)))).toBe(deadline)
})

test('an outage that just fills the six-hour window’s threshold has touched it', () => {
  const slo = definedSlo('edge-availability', 0.999)
  const sixHours = slo.windows.find(window => humanDuration(window.long) === '6 h')
  if (sixHours === undefined) throw new Error('no window of six hours')
  const outage = milliseconds(alertThreshold(sixHours, slo) * sixHours.long)
  expect(humanDuration(resolveDeadline(DRILLS['edge-down'], [slo], outage))).toBe('31 min')
})
