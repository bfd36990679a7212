import { execFile } from 'node:child_process'
import { expect, test } from 'vitest'
import { listAt, textAt } from '../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { BAD_RELEASES, spoiled } from './bad-releases.ts'

const container = {
  name: 'app',
  command: ['node', 'services/web/main.ts'],
  env: [{ name: 'PORT', value: '8080' }],
  readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
}
const APP: KubernetesObject = {
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'app', namespace: 'x' } },
  ...{ spec: { template: { spec: { containers: [container] } } } },
}
const OTHER: KubernetesObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'app', namespace: 'x' } }

/** The code that runs before the app's own, run by a Node that then does what is said. */
function runBefore(name: string, then: string): Promise<{ readonly code: unknown; readonly out: string }> {
  const [bad] = Object.entries(BAD_RELEASES).flatMap(([key, one]) => (key === name ? [one] : []))
  if (bad === undefined) throw new TypeError(`there is no release ${name}`)
  const [app] = spoiled([APP], bad)
  const variables = listAt(app, 'spec', 'template', 'spec', 'containers', 0, 'env')
  const options = variables.map(one => (textAt(one, 'name') === 'NODE_OPTIONS' ? textAt(one, 'value') : '')).join('')
  const env = { ...process.env, NODE_OPTIONS: options }
  return new Promise(resolve => {
    execFile(process.execPath, ['-e', then], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, out: stdout + stderr }),
    )
  })
}

test.each(Object.keys(BAD_RELEASES))('the release %s changes the app’s container, and nothing else', name => {
  const [bad] = Object.entries(BAD_RELEASES).flatMap(([key, one]) => (key === name ? [one] : []))
  if (bad === undefined) throw new TypeError('it is in the table')
  const [other, app] = spoiled([OTHER, APP], bad)
  expect(other).toBe(OTHER)
  expect(app).not.toEqual(APP)
  expect(listAt(app, 'spec', 'template', 'spec', 'containers', 0, 'command')).toEqual(container.command)
  expect(() => spoiled([OTHER], bad)).toThrow('no Deployment of the app')
})

test('the one that crashes does so with its own words, three seconds after it has begun', async () => {
  const { code, out } = await runBefore('crash-without-readiness', 'setInterval(() => undefined, 1000)')
  expect(code).toBe(1)
  expect(out).toContain('the settings cannot be read')
})

test('the one with errors answers 500, but where it is asked whether it lives', async () => {
  const ask = `
    const server = require('node:http').createServer((_, response) => response.end('x')).listen(0, '127.0.0.1', async () => {
      for (const path of ['/', '/healthz', '/readyz'])
        console.log(path, (await fetch('http://127.0.0.1:' + server.address().port + path)).status)
      process.exit()
    })`
  expect((await runBefore('errors-500', ask)).out).toBe('/ 500\n/healthz 200\n/readyz 200\n')
})

test('the slow one answers the same, and later than where it is asked whether it lives', async () => {
  const ask = `
    const server = require('node:http').createServer((_, response) => response.end('x')).listen(0, '127.0.0.1', async () => {
      const get = async path => console.log(path, (await fetch('http://127.0.0.1:' + server.address().port + path)).status)
      await Promise.all([get('/'), get('/healthz').then(() => get('/readyz'))])
      process.exit()
    })`
  expect((await runBefore('slow', ask)).out).toBe('/healthz 200\n/readyz 200\n/ 200\n')
})
