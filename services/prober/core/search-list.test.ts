import { expect, test } from 'vitest'
import { NO_SEARCH, namesToAsk, parseSearchList } from './search-list.ts'

const POD =
  'search leadline.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.43.0.10\noptions ndots:5\n'

test.each([
  ['a pod’s', POD, { domains: ['leadline.svc.cluster.local', 'svc.cluster.local', 'cluster.local'], dots: 5 }],
  ['one without a list', 'nameserver 192.0.2.1\n# search no\n', NO_SEARCH],
  ['the older word', 'domain example.org\n', { domains: ['example.org'], dots: 1 }],
  ['two lists', 'search a.test b.test.\nsearch c.test.\n', { domains: ['c.test'], dots: 1 }],
  ['other options', 'options timeout:1 ndots:99 rotate\n', { domains: [], dots: 15 }],
  ['the root alone', 'search .\n', NO_SEARCH],
])('%s is read', (_, text, list) => expect(parseSearchList(text)).toEqual(list))

test.each([
  ['app', ['app.a.test', 'app.b.test', 'app']],
  ['app.leadline', ['app.leadline.a.test', 'app.leadline.b.test', 'app.leadline']],
  ['www.example.org', ['www.example.org', 'www.example.org.a.test', 'www.example.org.b.test']],
  ['app.', ['app.']],
])('%s is looked for as %j', (name, names) =>
  expect(namesToAsk(name, { domains: ['a.test', 'b.test'], dots: 2 })).toEqual(names),
)
