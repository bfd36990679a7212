import { expect, test } from 'vitest'
import { checkedTarget, checkSendable, unsendableHeader } from './sendable.ts'

const POST = { method: 'POST', headers: {}, body: 'tëa', httpVersion: '1.1' } as const

test.each([
  ['expect', '100-continue', 'the body is sent at once, without waiting for 100 Continue'],
  ['Upgrade', 'h2c', 'the protocol of a connection cannot be changed; http_version says which version is spoken'],
  ['transfer-encoding', 'chunked', 'the body is sent with its length'],
  ['te', 'trailers', 'no trailers are asked for'],
  ['trailer', 'x', 'no trailers are sent'],
  ['keep-alive', 'timeout=5', 'each probe opens a connection of its own and closes it'],
  ['Connection', 'close', 'each probe opens a connection of its own and closes it'],
  ['proxy-connection', 'keep-alive', 'each probe opens a connection of its own and closes it'],
  ['http2-settings', 'AA', 'each probe opens a connection of its own and closes it'],
  ['content-length', '3', 'the body has 4 bytes'],
  ['content-length', '04', 'the body has 4 bytes'],
  ['bad header', 'x', 'its name has characters that no name may have'],
  [':path', 'x', 'its name has characters that no name may have'],
  ['x-größe', 'x', 'its name has characters that no name may have'],
  ['', 'x', 'its name has characters that no name may have'],
  ['x-a', 'a\r\nx-b: c', 'character 2 of its value is a line end'],
  ['x-a', 'a\0', 'character 2 of its value is a control character'],
  ['x-a', '\u007f', 'character 1 of its value is a control character'],
  ['x-a', 'Ł', 'character 1 of its value is a character that is not Latin-1'],
  ['x-a', 'tea 🍵', 'character 5 of its value is a character that is not Latin-1'],
])('the header %s: %j cannot be sent: %s', (name, value, problem) => {
  expect(unsendableHeader(name, value, POST)?.problem).toBe(problem)
})

test.each([
  ['content-length', '4'],
  ['Host', 'other.example.org'],
  ['x-a', ''],
  ['x-a', 'café\tau lait'],
  ['cookie', 'a=b; c=d'],
])('the header %s: %j can be sent', (name, value) => expect(unsendableHeader(name, value, POST)).toBeUndefined())

test('a length needs a body', () => {
  expect(unsendableHeader('content-length', '0', { body: undefined })?.problem).toBe('there is no body')
})

test.each([
  ['/a?b=c&d=%20', '/a?b=c&d=%20'],
  ['/café au lait', '/caf%C3%A9%20au%20lait'],
  ['/🍵?q=tea time#cup', '/%F0%9F%8D%B5?q=tea%20time'],
  ['//host/a', '//host/a'],
])('the target %s is sent as %s', (target, sent) => expect(checkedTarget(target)).toBe(sent))

test.each([
  ['/a\r\nhost: b', 'The target cannot be sent: character 3 of it is a control character'],
  ['/a\t', 'The target cannot be sent: character 3 of it is a control character'],
  ['/\ud800', 'The target cannot be sent: it holds half of a character'],
])('the target %j is not sent', (target, sentence) => expect(() => checkedTarget(target)).toThrow(sentence))

test('the sentence of a request that cannot be sent names the header, and not its value', () => {
  const request = { ...POST, headers: { accept: '*/*', 'x-token': 's3cret\n' } }
  expect(() => checkSendable(request)).toThrow(
    /^The header x-token cannot be sent: character 7 of its value is a line end$/,
  )
})
