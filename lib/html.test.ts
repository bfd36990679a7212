import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeHtml, html, trusted } from './html.ts'

test('text in a template cannot become markup, whatever it is', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const { markup } = html`<p title="${text}">${text}</p>`
      expect(markup.match(/[<>]/g)).toHaveLength(4)
      expect(markup.match(/"/g)).toHaveLength(2)
      const inner = markup.slice(markup.indexOf('>') + 1, markup.lastIndexOf('</p>'))
      expect(unescaped(inner)).toBe(text)
    }),
  )
})

test('markup and lists of markup are put in as they are', () => {
  expect(html`<ul>${['a', '<b>'].map(item => html`<li>${item}</li>`)}${trusted('<hr>')}</ul>`.markup).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li><hr></ul>',
  )
})

test('numbers are written plainly', () => {
  expect(html`${0}${1.5}`.markup).toBe('01.5')
})

test('an apostrophe is escaped, so that single-quoted attributes hold too', () => {
  expect(escapeHtml(`it's`)).toBe('it&#39;s')
})

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
