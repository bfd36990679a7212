import { expect, test } from 'vitest'
import { exampleSite } from '../render/example.testkit.ts'
import { handMadeOf } from './hand-made.ts'

const named = (change?: (text: string) => string) =>
  handMadeOf(exampleSite(change)).map(
    ({ kind, namespace, name, keys }) => `${kind} ${namespace}/${name} ${keys.join(' ')}`,
  )

test('what a site names and no file holds is made by hand, each object once with all its keys', () => {
  expect(named()).toEqual([
    'Secret leadline/registry .dockerconfigjson',
    'Secret leadline-monitoring/registry .dockerconfigjson',
    'Secret leadline-monitoring/receivers telegram-token smtp-password heartbeat-url',
    'Secret leadline-monitoring/alertmanager-users users',
    'Secret leadline-monitoring/grafana-admin password',
  ])
})

test('a site in the own network needs the authority of its edge', () => {
  expect(named(text => text.replace('reach: public', 'reach: lan'))).toContain('ConfigMap leadline/edge-ca ca.crt')
})

test('a public registry and no receivers leave only what opens Alertmanager and Grafana to make', () => {
  const bare = (text: string) => text.replace(/ {2}pull_secret.*\n/, '').replace(/receivers:[\s\S]*/, '')
  expect(named(bare)).toEqual([
    'Secret leadline-monitoring/alertmanager-users users',
    'Secret leadline-monitoring/grafana-admin password',
  ])
})

test('each is made by one command, in which no value stands', () => {
  const commands = handMadeOf(exampleSite()).map(({ command }) => command)
  for (const command of commands) {
    expect(command).toMatch(
      /^kubectl -n \S+ create (secret generic|configmap) \S+ .*--from-file=\S+=FILE .*\| kubectl apply --server-side -f -$/,
    )
    expect(command).not.toMatch(/from-literal|--docker-password/)
  }
})
