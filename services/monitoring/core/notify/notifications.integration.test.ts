import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pause } from '../../../../adapters/pause.ts'
import { freePort } from '../../../../adapters/processes/ports.ts'
import { milliseconds } from '../../../../lib/duration.ts'
import { renderYaml } from '../../../../lib/yaml/writer.ts'
import { PAGE_GROUP } from '../../../../slo/core/names.ts'
import { findPrograms } from '../../../stack/plan/programs.ts'
import { type FakeServices, readMail, startFakeServices } from './fake-services.testkit.ts'
import { type Receiver, receiverConfig } from './receiver.ts'
import { NOTIFICATION_TEMPLATES } from './templates.ts'

/** The real Alertmanager writes to services that are fake, and say so. */

let folder = ''
let alertmanager: ChildProcess
let url = ''
let fake: FakeServices

const secretFile = '/secret'
const RECEIVERS: readonly Receiver[] = [
  { kind: 'telegram', chat: 42, secretFile },
  { kind: 'slack', channel: '#oncall', secretFile },
  { kind: 'email', to: 'oncall@example.org', from: 'leadline@example.org', server: 'smtp.example.org:587', secretFile },
  { kind: 'webhook', secretFile },
]

/**
 * What the fakes need instead: Debian's Alertmanager is older than `bot_token_file` and `url_file`, so the values themselves stand
 * there, and the fake mail server has neither TLS nor users.
 */
const INSTEAD: Readonly<Record<Receiver['kind'], (fake: FakeServices) => object>> = {
  telegram: ({ http }) => ({ bot_token: '1:fake', bot_token_file: undefined, api_url: http }),
  slack: ({ http }) => ({ api_url: `${http}/slack`, api_url_file: undefined }),
  email: ({ mail }) => ({
    smarthost: mail,
    require_tls: false,
    auth_username: undefined,
    auth_password_file: undefined,
  }),
  webhook: ({ http }) => ({ url: `${http}/webhook`, url_file: undefined }),
}

function configured(receiver: Receiver): object {
  const [[key, [settings]]] = Object.entries(receiverConfig(receiver)) as [[string, [object]]]
  return { [key]: [{ ...settings, ...INSTEAD[receiver.kind](fake) }] }
}

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await isSo()) return
    await pause(milliseconds(100), new AbortController().signal)
  }
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-notify-'))
  fake = await startFakeServices()
  const [config, templates] = [path.join(folder, 'alertmanager.yml'), path.join(folder, 'leadline.tmpl')]
  await writeFile(templates, NOTIFICATION_TEMPLATES)
  const receiver = Object.assign({ name: 'page' }, ...RECEIVERS.map(configured))
  const route = {
    receiver: 'page',
    group_by: [...PAGE_GROUP],
    group_wait: '1s',
    group_interval: '1s',
    repeat_interval: '1h',
  }
  await writeFile(config, renderYaml({ templates: [templates], route, receivers: [receiver] }))
  const address = `127.0.0.1:${await freePort()}`
  url = `http://${address}`
  const args = [
    `--config.file=${config}`,
    `--storage.path=${folder}/data`,
    `--web.listen-address=${address}`,
    '--web.external-url=https://alerts.example.org',
    '--web.route-prefix=/',
    '--cluster.listen-address=',
  ]
  const program = findPrograms(process.env).programs?.alertmanager ?? 'alertmanager'
  alertmanager = spawn(program, args, { stdio: 'ignore', env: { ...process.env, TZ: 'UTC' } })
  await until(() =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
}, 60_000)
afterAll(async () => {
  const ended = once(alertmanager, 'exit')
  alertmanager.kill('SIGKILL')
  await ended
  fake.close()
  await rm(folder, { recursive: true, force: true })
})

interface SentAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt: string
}

const START = '2020-02-05T21:14:00Z'
const telegram = () => fake.bodies.get('/bot1:fake/sendMessage') ?? []
const slack = () => fake.bodies.get('/slack') ?? []

/** Posts alerts, and gives what each service got for it. */
async function notified(alerts: readonly SentAlert[], endsAt = '2099-01-01T00:00:00Z') {
  const before = [telegram().length, slack().length, fake.mails.length] as const
  const body = JSON.stringify(alerts.map(alert => ({ ...alert, endsAt })))
  const { status } = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  })
  expect(status).toBe(200)
  await until(() => telegram().length > before[0] && slack().length > before[1] && fake.mails.length > before[2])
  return {
    telegram: String(JSON.parse(telegram()[before[0]] ?? '{}').text),
    slack: String(JSON.parse(slack()[before[1]] ?? '{}').attachments?.[0]?.text),
    mail: readMail(fake.mails[before[2]] ?? ''),
  }
}

const golden = ({ telegram, slack, mail }: Awaited<ReturnType<typeof notified>>) =>
  `=== telegram\n${telegram}\n\n=== slack\n${slack}\n\n=== e-mail\n${mail}\n`

const slo = (name: string, annotations: Readonly<Record<string, string>>): SentAlert => ({
  labels: { alertname: `Web${name}`, sloth_id: `web-${name}`, sloth_service: 'web', sloth_severity: 'page' },
  annotations: { title: `web-${name}: the error budget burns 330.0 times as fast as allowed`, ...annotations },
  startsAt: START,
})
const INCIDENT: readonly SentAlert[] = [
  {
    labels: {
      alertname: 'ProbeFailuresSurge',
      probe: 'home',
      path: 'edge',
      sloth_service: 'web',
      sloth_severity: 'page',
    },
    annotations: {
      title: 'home fails on edge far more often than allowed',
      headline: '1 in 3 requests of probe home fails',
    },
    startsAt: '2020-02-05T21:13:30Z',
  },
  slo('edge', {
    rank: '0.3300',
    headline: '1 in 3 requests through the edge fails since 21:13 UTC',
    budget:
      'web-edge (99.9 % over 30d) burns its error budget 330.0 times as fast as allowed; 73 % of the budget is left, gone in 1h 35m 33s at this rate.',
    where: 'Fault domain: ingress. Failing in 2 minutes: app 0%, edge 33.3%, ingress 33.3%.',
    release: 'Release v2 is 6m 0s old. To go back: npm run rollback',
    dashboard_url: 'https://grafana.example.org/d/leadline-slo-detail?from=1&to=now&var-slo=web-edge',
    runbook_url: 'https://example.org/repo/docs/runbooks/slo-burn-page.md',
    failures_url: 'https://grafana.example.org/d/leadline-probe-detail?from=1&to=now&var-probe=home&var-path=edge',
    silence_url: 'https://alerts.example.org/#/silences/new?filter=%7Bsloth_service%3D%22web%22%7D',
    budget_spent: '7 % of its budget',
    budget_left: '73%',
  }),
  slo('ingress', { rank: '0.3100', headline: '1 in 3 requests through the ingress fails since 21:13 UTC' }),
]

test('three alerts of one incident are one page, with what users feel in its first line; its end says how long and at what cost', async () => {
  await expect(golden(await notified(INCIDENT))).toMatchFileSnapshot('testdata/incident.txt')
  await expect(golden(await notified(INCIDENT, '2020-02-05T21:26:30Z'))).toMatchFileSnapshot(
    'testdata/incident-over.txt',
  )
}, 90_000)

test('an alert with a title alone leaves out every clause that it has no text for', async () => {
  const bare: SentAlert = {
    labels: { alertname: 'KubeNodeNotReady', node: 'n1', sloth_service: 'cluster', sloth_severity: 'ticket' },
    annotations: {
      title: 'The node n1 is not ready',
      summary: 'Its pods are started elsewhere.',
      where: '',
      release: '',
    },
    startsAt: START,
  }
  const said = golden(await notified([bare]))
  expect(said).not.toMatch(/no value|NaN|<nil>/)
  await expect(said).toMatchFileSnapshot('testdata/bare.txt')
}, 90_000)

const HOSTILE = '</b><script>alert(1)</script> <!channel> & "\' \u202eright to left\u0000\nnew line مرحبا '

test('markup, text from right to left and ten kilobytes harm nothing, and stay within what each service takes', async () => {
  const title = HOSTILE.repeat(200)
  const long: SentAlert = {
    labels: { alertname: 'Hostile', pod: title, sloth_service: 'hostile', sloth_severity: 'page' },
    annotations: { title, headline: title, summary: title, release: title, where: title },
    startsAt: START,
  }
  const said = await notified([long])
  expect(title.length).toBeGreaterThan(10_000)
  expect(said.telegram.length).toBeLessThanOrEqual(4096)
  expect(said.slack.length).toBeLessThanOrEqual(3000)
  expect(said.telegram).not.toContain('<script')
  expect(said.telegram.match(/<b>/g)?.length).toBe(said.telegram.match(/<\/b>/g)?.length)
  expect(said.slack).not.toMatch(/<!channel>|<script/)
  expect(said.mail).not.toContain('<script>alert(1)</script> <!channel> & "\' \u202e'.repeat(2))
  expect(said.mail.split('\n')[0]?.length).toBeLessThanOrEqual(200)
  for (const text of [said.telegram, said.slack])
    expect(text.match(/\u2068/g)?.length).toBe(text.match(/\u2069/g)?.length)
}, 90_000)

test('two hundred alerts in one group are one short page that says how many they are', async () => {
  const many = Array.from(
    { length: 200 },
    (_, index): SentAlert => ({
      labels: { alertname: 'Many', pod: `p${index}`, sloth_service: 'many', sloth_severity: 'page' },
      annotations: { title: `${HOSTILE}${index}` },
      // An alert that began long ago is not waited for: the first of them would go alone.
      startsAt: new Date().toISOString(),
    }),
  )
  const said = await notified(many)
  expect(said.telegram).toContain('200 alerts in all')
  expect(said.telegram.length).toBeLessThanOrEqual(4096)
  expect(said.slack.length).toBeLessThanOrEqual(3000)
}, 90_000)
