import { expect, test } from 'vitest'
import { exampleProbe } from '../../probes/probe.testkit.ts'
import { exampleSample } from '../judge/example-sample.testkit.ts'
import type { Response } from '../judge/observation.ts'
import { failureRecord } from './failure-log.ts'
import { renderSample } from './render-sample.ts'
import { shownSample } from './shown-sample.ts'

const SECRETS = [{ value: 'p&ss/w0rd!', source: `\${env:PASSWORD}` }]

/** A journey that failed where the server sent everything back that it had given and been given. */
function failed(text: string) {
  const { response } = exampleSample().observation
  if (response === undefined) throw new Error('The example has a response')
  const answer: Response = {
    ...response,
    status: 302,
    headers: { location: text, 'x-echo': text, 'set-cookie': 'session=c00k1e%2Fvalue; Path=/', 'x-csrf-token': 'tok' },
    setCookie: ['session=c00k1e%2Fvalue; Path=/'],
    body: `<p>${text}</p>`,
    redirects: [text],
  }
  const given = [{ value: 't0ken+1', source: '{{token}}' }]
  const detail = `Step "pay": the redirect to ${text}`
  const failure = { reason: 'redirect', phase: 'wait', detail } as const
  return exampleSample({ outcome: { isGood: false, failure }, observation: { response: answer, given, failure } })
}

test.each([
  ['a secret', 'https://host/?p=p%26ss/w0rd!', 'ss/w0rd'],
  ['a secret in HTML', 'p&amp;ss&#x2F;w0rd!', 'w0rd'],
  ['an extracted value', '/next?t=t0ken%2b1', 't0ken'],
  ['a cookie', '/next?s=c00k1e%2Fvalue', 'c00k1e'],
  ['a decoded cookie', '{"s":"c00k1e\\/value"}', 'c00k1e'],
  ['a password in a URL', 'https://me:hunter2@host/', 'hunter2'],
])('%s is in no text, no JSON and no record of a failure', (_, text, part) => {
  const sample = failed(text)
  const shown = shownSample(sample, SECRETS)
  const texts = [
    renderSample(shown, { curl: undefined }),
    JSON.stringify(shown),
    JSON.stringify(failureRecord(sample, exampleProbe(), SECRETS)),
  ]
  for (const output of texts) {
    expect(output).toContain('redirect')
    expect(output).not.toContain(part)
    expect(output).not.toContain('tok"')
  }
})

test('short values that a server gave stay as they are: they are words like others', () => {
  const sample = exampleSample({ observation: { given: [{ value: 'GET', source: '{{method}}' }], address: 'GET' } })
  expect(shownSample(sample, []).observation).toMatchObject({ given: [], address: 'GET' })
})
