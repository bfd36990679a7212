import { expect, test } from 'vitest'
import { bodyText } from './body-text.ts'

const latin1 = Buffer.from('caf\u00e9', 'latin1')

test.each<[what: string, bytes: Buffer, contentType: string | undefined, text: string]>([
  ['UTF-8 where nothing is said', Buffer.from('café'), undefined, 'café'],
  ['UTF-8 where another thing is said', Buffer.from('café'), 'text/html', 'café'],
  ['Latin-1 that says so', latin1, 'text/html; charset=iso-8859-1', 'café'],
  ['Latin-1 that says so in quotation marks', latin1, 'text/html;Charset="ISO-8859-1"', 'café'],
  ['what is called Latin-1 and is Windows-1252', Buffer.from([0x80]), 'text/plain; charset=latin1', '€'],
  ['Japanese', Buffer.from([0x93, 0xfa]), 'text/html; charset=Shift_JIS', '日'],
  ['Chinese', Buffer.from([0xc4, 0xe3]), 'text/html; charset=gb2312', '你'],
  ['UTF-16 by its mark', Buffer.from('\ufeffcafé', 'utf16le'), undefined, 'café'],
  ['UTF-16 of the other order', Buffer.from('\ufeffcafé', 'utf16le').swap16(), 'text/html; charset=utf-8', 'café'],
  ['an unknown charset as UTF-8', Buffer.from('café'), 'text/html; charset=klingon', 'café'],
  ['JSON as UTF-8', Buffer.from('"café"'), 'application/json; charset=iso-8859-1', '"café"'],
  ['JSON of a kind of its own as UTF-8', Buffer.from('"é"'), 'application/problem+json; charset=latin1', '"é"'],
  ['a mark of UTF-8 as it came', Buffer.from('\ufeff{}'), 'text/html; charset=utf-8', '\ufeff{}'],
  ['bytes that are no UTF-8', latin1, undefined, 'caf\ufffd'],
  ['half a character of UTF-16', Buffer.from([0xff, 0xfe, 0x61]), undefined, '\ufffd'],
  ['no bytes', Buffer.alloc(0), 'text/html; charset=utf-16', ''],
])('a body is read: %s', (_, bytes, contentType, text) => expect(bodyText(bytes, contentType)).toBe(text))
