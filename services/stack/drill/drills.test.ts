import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { humanDuration, inSeconds, milliseconds, seconds } from '../../../lib/duration.ts'
import { sloId } from '../../../slo/core/model.ts'
import { alertThreshold } from '../../../slo/core/windows.ts'
import { parseSlos } from '../../../slo/definition/parse.ts'
import { FAULT_DOMAINS, PATHS } from '../../prober/contract/names.ts'
import { definedSlo } from '../stack.testkit.ts'
import {
  DRILLS,
  type Drill,
  isDrillName,
  pageDeadline,
  predictedPage,
  resolveDeadline,
  uncountedTime,
} from './drills.ts'

const NAMES = Object.keys(DRILLS) as (keyof typeof DRILLS)[]

function repositorySlos() {
  const file = 'slo/web.yaml'
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')
  const catalogue = { probes: [{ name: 'home', paths: [...PATHS] }], bucketBoundsSeconds: [0.1, 0.3, 1] }
  const { value, diagnostics } = parseSlos([{ path: file, text }], catalogue)
  expect(diagnostics).toEqual([])
  return value.flatMap(({ slos }) => slos)
}

test.each(NAMES)('%s hurts SLOs that are defined, and can page', name => {
  const slos = repositorySlos()
  const drill: Drill = DRILLS[name]
  expect(drill.slos.length).toBeGreaterThan(0)
  expect(slos.map(sloId)).toEqual(expect.arrayContaining([...drill.slos]))
  expect(pageDeadline(drill, slos)).toBeGreaterThan(0)
})

test.each(NAMES)('%s expects a fault domain that the prober can name, and which is a hop', name => {
  expect(FAULT_DOMAINS).toContain(DRILLS[name].faultDomain)
  expect(PATHS).toContain(DRILLS[name].faultDomain)
})

test.each<[string, string, string]>([
  ['ingress-down', '52 s', '1 min 52 s'],
  ['edge-down', '52 s', '1 min 52 s'],
  ['app-errors', '52 s', '1 min 52 s'],
  ['slow-app', '8 min 38 s', '9 min 38 s'],
])('%s is predicted to page after %s, and waited for %s', (name, predicted, deadline) => {
  const drill: Drill = DRILLS[name as keyof typeof DRILLS]
  const slos = repositorySlos()
  const first = slos.find(slo => drill.slos.includes(sloId(slo)))
  const time = first === undefined ? undefined : predictedPage(first)
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

test.each<[string, boolean]>([
  ['ingress-down', true],
  ['ingres-down', false],
  ['toString', false],
  ['', false],
])('"%s" as the name of a drill: %s', (text, isOne) => {
  expect(isDrillName(text)).toBe(isOne)
})
