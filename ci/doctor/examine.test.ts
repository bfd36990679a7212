import { expect, test } from 'vitest'
import { milliseconds } from '../../lib/duration.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { bad, type Fact, type Finding, good, selectFacts } from './core/fact.ts'
import { examine } from './examine.ts'

type Ask = () => Promise<Finding>

function fact(id: string, after: readonly string[], ask: Ask = async () => good('well')): Fact<undefined> {
  return { id, part: 'here', asks: '?', after, mend: `mend ${id}`, ask }
}

const statesOf = async (facts: readonly Fact<undefined>[], options = {}) =>
  (await examine(facts, undefined, options)).map(({ id, finding }) => `${id} ${finding.state}`)

test('what comes after a bad fact is not asked, and names the first cause, also through others', async () => {
  let asked = 0
  const never: Ask = async () => {
    asked += 1
    return good('asked')
  }
  const facts = [
    fact('a', [], async () => bad('broken', 'mend it')),
    fact('b', ['a'], never),
    fact('c', ['b'], never),
    fact('d', []),
  ]
  const examined = await examine(facts, undefined)
  expect(examined.map(({ finding }) => finding)).toEqual([
    { state: 'bad', says: 'broken', mend: 'mend it' },
    { state: 'unreached', cause: 'a' },
    { state: 'unreached', cause: 'a' },
    { state: 'good', says: 'well' },
  ])
  expect(asked).toBe(0)
})

test.each(['unchecked', 'absent'] as const)('after a fact that is %s the next one is asked', async state => {
  const facts = [fact('a', [], async () => ({ state, says: 'so' })), fact('b', ['a'])]
  expect(await statesOf(facts)).toEqual([`a ${state}`, 'b good'])
})

test('a fact that never ends is bad after its time, with what mends it, and the rest is not kept', async () => {
  const facts = [fact('slow', [], () => new Promise(() => undefined)), fact('quick', [])]
  const examined = await examine(facts, undefined, { patience: milliseconds(20) })
  expect(examined.map(({ finding }) => finding)).toEqual([
    { state: 'bad', says: 'no answer within 20 ms', mend: 'mend slow' },
    good('well'),
  ])
})

test('a row of facts that never end takes no longer than all may take', async () => {
  const hang: Ask = () => new Promise(() => undefined)
  const unsure: Ask = async () => ({ state: 'unchecked', says: 'so' })
  const facts = [fact('a', [], unsure), fact('b', ['a'], hang), fact('c', [], hang)]
  const options = { patience: milliseconds(60_000), deadline: milliseconds(30) }
  expect(await statesOf(facts, options)).toEqual(['a unchecked', 'b bad', 'c bad'])
})

test('an error from outside is bad in its words', async () => {
  const facts = [fact('a', [], () => Promise.reject(new ExternalError('the disk is gone')))]
  expect(await examine(facts, undefined)).toEqual([
    { id: 'a', part: 'here', finding: { state: 'bad', says: 'the disk is gone', mend: 'mend a' } },
  ])
})

test('any other error is a bug, and rejects', async () => {
  await expect(examine([fact('a', [], () => Promise.reject(new TypeError('oops')))], undefined)).rejects.toThrow('oops')
})

test('an error that says what holds no more makes that bad, and this one not reached', async () => {
  const facts = [fact('login', []), fact('nodes', ['login'], () => Promise.reject(new ExternalError('401')))]
  const judgeError = () => ({ blames: 'login', finding: bad('expired', 'again') })
  expect((await examine(facts, undefined, { judgeError })).map(({ finding }) => finding)).toEqual([
    bad('expired', 'again'),
    { state: 'unreached', cause: 'login' },
  ])
})

test('a selection has what comes before it, in the order of the table', () => {
  const facts = [fact('a', []), fact('b', []), fact('c', ['a'])]
  expect(selectFacts(facts, ['c']).map(({ id }) => id)).toEqual(['a', 'c'])
  expect(selectFacts(facts, [])).toEqual(facts)
  expect(() => selectFacts(facts, ['x'])).toThrow('There is no fact x')
})
