import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** A process of its own: what was imported in this one before would not be seen. */
const SCRIPT = `
import { registerHooks } from 'node:module'
const loaded = []
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
const { kubeconfigReader } = await import('./adapters/kubernetes/kubeconfig-reader.ts')
const config = new (await kubeconfigReader())()
config.loadFromClusterAndUser({ name: 'home', server: 'https://127.0.0.1:6443' }, { name: 'me', token: 'open' })
const options = {}
await config.applyToHTTPSOptions(options)
const of = part => loaded.filter(url => url.includes('/@kubernetes/client-node/dist/' + part)).length
console.log(JSON.stringify({ login: options.headers.Authorization, reader: of('config.js'), calls: of('gen/') }))
`

test('a kubeconfig is read and logs in without the hundreds of modules of the client’s typed calls', () => {
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', SCRIPT], { encoding: 'utf8' })
  expect(JSON.parse(said)).toEqual({ login: 'Bearer open', reader: 1, calls: 0 })
})
