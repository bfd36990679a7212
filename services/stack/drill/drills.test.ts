import { expect, test } from 'vitest'
import { sloId } from '../../../slo/core/model.ts'
import { FAULT_DOMAINS, PATHS } from '../../prober/contract/names.ts'
import { repositorySlos } from './drills.testkit.ts'
import { DRILLS, type Drill, isDrillName } from './drills.ts'
import { pageDeadline } from './promise.ts'

const NAMES = Object.keys(DRILLS) as (keyof typeof DRILLS)[]

test.each(NAMES)('%s hurts SLOs that are defined, or the stack pages; when is predicted', name => {
  const slos = repositorySlos()
  const drill: Drill = DRILLS[name]
  expect(drill.slos.length > 0).toBe(drill.isPagedByStack !== true)
  expect(slos.map(sloId)).toEqual(expect.arrayContaining([...drill.slos]))
  expect(pageDeadline(drill, slos)).toBeGreaterThan(0)
})

test.each(NAMES)(
  '%s expects a fault domain that the prober can name: a hop, itself, or none where nothing is broken for it',
  name => {
    const { faultDomain, isPagedByStack, isSilent }: Drill = DRILLS[name]
    expect(FAULT_DOMAINS).toContain(faultDomain)
    if (isPagedByStack === true) expect(faultDomain).toBe('none')
    else expect([...PATHS, ...(isSilent === true ? ['prober'] : [])]).toContain(faultDomain)
  },
)

test.each<[string, boolean]>([
  ['ingress-down', true],
  ['app-errors=5%', true],
  ['app-errors=6%', false],
  ['ingres-down', false],
  ['toString', false],
  ['', false],
])('"%s" as the name of a drill: %s', (text, isOne) => {
  expect(isDrillName(text)).toBe(isOne)
})
