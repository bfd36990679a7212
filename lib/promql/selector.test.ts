import { expect, test } from 'vitest'
import { labelsMeeting, meets, opposite, parseSelector } from './selector.ts'

test('a selector is taken apart, whatever its quotes', () => {
  expect(parseSelector("a:b_total{x=\"y\\\"z\",'k'!~'a\\\\.b',`l`=~`\\d+`}")).toEqual({
    metric: 'a:b_total',
    matchers: [
      { label: 'x', operator: '=', text: 'y"z' },
      { label: 'k', operator: '!~', text: 'a\\.b' },
      { label: 'l', operator: '=~', text: '\\d+' },
    ],
  })
  expect(parseSelector('up')).toEqual({ metric: 'up', matchers: [] })
})

test.each(['{__name__="x"}', 'sum(x)', '', '1'])('%s is no selector of a named metric', text =>
  expect(parseSelector(text)).toBeUndefined(),
)

test.each([
  ['{job="shop",code=~"5.."}', { job: 'shop', code: '500' }],
  ['{code=~"4..|5.."}', { code: '500' }],
  ['{code!~"5.."}', { code: '200' }],
  ['{code=~"5..",code!="500"}', { code: '503' }],
  ['{le=~"1(\\\\.0)?"}', { le: '1' }],
  ['{host=~"shop\\\\.example\\\\.org"}', { host: 'shop.example.org' }],
  ['{method!="GET"}', { method: '200' }],
  ['{handler=~".+"}', { handler: '200' }],
  ['{canary=""}', {}],
  ['{a="b",a="c"}', undefined],
  ['{a=~"(?i)x"}', undefined],
])('labels that meet %s', (text, labels) => {
  const { matchers } = parseSelector(`x${text}`) ?? { matchers: [] }
  expect(labelsMeeting(matchers)).toEqual(labels)
  for (const matcher of labels === undefined ? [] : matchers) {
    const value = (labels as Record<string, string>)[matcher.label] ?? ''
    expect(meets(matcher, value)).toBe(true)
    expect(meets(opposite(matcher), value)).toBe(false)
  }
})
