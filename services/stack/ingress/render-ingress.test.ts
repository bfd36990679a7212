import { expect, test } from 'vitest'
import { renderNginxIngress } from './nginx-ingress.ts'
import type { IngressPlan } from './plan.ts'
import { renderTraefikIngress } from './traefik-ingress.ts'

const PLAN: IngressPlan = {
  port: 17100,
  adminPort: 17101,
  siteHost: 'web.localhost',
  servers: [
    { name: 'web-1', host: '127.0.0.1', port: 17201 },
    { name: 'web-2', host: '127.0.0.1', port: 17202 },
  ],
  folder: '/data/ingress',
  workerUser: undefined,
}

test('the stand-in is a file that Nginx is started with, and one that says which instances are ready', async () => {
  const { files, following, ...rest } = renderNginxIngress(PLAN)
  expect(files.map(file => file.path)).toEqual(['/data/ingress/nginx.conf', '/data/ingress/servers.conf'])
  await expect(files[0]?.text ?? '').toMatchFileSnapshot('testdata/nginx.conf')
  expect(rest).toEqual({
    args: ['-p', '/data/ingress', '-e', 'stderr', '-c', '/data/ingress/nginx.conf'],
    pingUrl: 'http://127.0.0.1:17101/ping',
    standIn: expect.stringContaining('TRAEFIK_BIN'),
  })
})

test.each<[readonly string[], string]>([
  [['web-1', 'web-2'], 'server 127.0.0.1:17201 max_fails=0;\nserver 127.0.0.1:17202 max_fails=0;\n'],
  [['web-2'], 'server 127.0.0.1:17201 max_fails=0 down;\nserver 127.0.0.1:17202 max_fails=0;\n'],
  [[], 'server 127.0.0.1:17201 max_fails=0;\nserver 127.0.0.1:17202 max_fails=0;\n'],
])('with %j ready, the stand-in sends to what is ready, and to all when none is', (ready, text) => {
  expect(renderNginxIngress(PLAN).following?.text(name => ready.includes(name))).toBe(text)
})

test('Nginx’ workers are given a user where root starts it', () => {
  expect(renderNginxIngress({ ...PLAN, workerUser: 'root' }).files[0]?.text).toMatch(/^user root;$/m)
})

test('Traefik gets what never changes and the routes as two files, and has metrics', async () => {
  const { files, ...rest } = renderTraefikIngress(PLAN)
  const [main, routes] = files
  expect(files.map(file => file.path)).toEqual(['/data/ingress/traefik.yaml', '/data/ingress/routes.yaml'])
  await expect(main?.text ?? '').toMatchFileSnapshot('testdata/traefik.yaml')
  await expect(routes?.text ?? '').toMatchFileSnapshot('testdata/routes.yaml')
  expect(rest).toEqual({
    args: ['--configFile=/data/ingress/traefik.yaml'],
    pingUrl: 'http://127.0.0.1:17101/ping',
    metricsTarget: '127.0.0.1:17101',
  })
})
