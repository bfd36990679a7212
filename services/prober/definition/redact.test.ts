import { expect, test } from 'vitest'
import { curlCommand } from '../core/explain/curl.ts'
import { exampleProbe, exampleRoute } from '../probes/probe.testkit.ts'
import { redact, redactedStart, redactorOf } from './redact.ts'

const SOURCE = `\${env:TOKEN}`
const AWKWARD = `it's a "s3cret" & more/+=`
const secrets = [{ value: AWKWARD, source: SOURCE }]

test.each([
  ['as it is', AWKWARD],
  ['in a URL’s query', new URL(`http://host/?key=${AWKWARD}`).search],
  ['in a URL’s path', new URL(`http://host/${AWKWARD}`).pathname],
  ['as a component of a URL', encodeURIComponent(AWKWARD)],
  ['in JSON', JSON.stringify({ key: AWKWARD })],
])('a secret is not shown %s', (_where, text) => {
  const shown = redact(text, secrets)
  expect(shown).toContain(SOURCE)
  expect(shown).not.toContain('s3cret')
})

test('a secret with a quotation mark is not shown in a command for the shell', () => {
  const probe = exampleProbe({
    request: { method: 'POST', headers: { authorization: AWKWARD }, body: `pw=${AWKWARD}` },
  })
  const target = new URL(`http://host/?key=${AWKWARD}`).search
  const command = curlCommand(probe, exampleRoute(80, { target: `/${target}` }), undefined, redactorOf(secrets)) ?? ''
  expect(command.split(SOURCE).length - 1).toBe(3)
  expect(command).not.toContain('s3cret')
})

test('a text that is cut shows no start of a secret either', () => {
  const text = `0123456789${AWKWARD}`
  for (let length = 0; length < text.length; length++)
    expect('0123456789'.startsWith(redactedStart(text, length, secrets))).toBe(true)
  expect(redactedStart(text, text.length + 1, secrets)).toBe(`0123456789${SOURCE}`)
})

test('a text that was cut to the same length before shows no start of a secret either', () => {
  for (let shown = 1; shown < AWKWARD.length; shown++) {
    const text = `0123456789${AWKWARD.slice(0, shown)}`
    expect('0123456789'.startsWith(redactedStart(text, text.length, secrets))).toBe(true)
  }
})

test('a text that ends in no part of a secret is cut where it should be', () => {
  expect(redactedStart('0123456789', 5, secrets)).toBe('01234')
  expect(redactedStart(`${AWKWARD} and more`, AWKWARD.length + 4, secrets)).toBe(`${SOURCE} and`)
})

test('nothing of a secret is left where it is replaced', () => {
  expect(redact(JSON.stringify({ key: AWKWARD }), secrets)).toBe(`{"key":"${SOURCE}"}`)
  expect(redact(`a ${AWKWARD} b`, secrets)).toBe(`a ${SOURCE} b`)
})

test('cookies that a server sets are not shown, in whichever form they are kept', () => {
  const response = { headers: { 'set-cookie': 'session=abc', server: 'nginx' }, setCookie: ['session=abc'] }
  expect(redact(response, [])).toEqual({
    headers: { 'set-cookie': '[redacted]', server: 'nginx' },
    setCookie: ['[redacted]'],
  })
})
