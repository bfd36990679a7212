import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../../adapters/http.ts'
import { isPortFree } from '../../adapters/processes/ports.ts'
import { readProject } from '../../adapters/project.ts'
import { createPrometheus } from '../../adapters/prometheus/client.ts'
import { seconds } from '../../lib/duration.ts'
import { SERIES } from '../../slo/core/names.ts'
import { METRICS, PATHS } from '../prober/contract/names.ts'
import type { Page } from './contract/page.ts'
import { createStackClient } from './control/stack-client.ts'
import type { StatusDocument } from './control/status-document.ts'
import { DRILLS } from './drill/drills.ts'
import { pageDeadline } from './drill/promise.ts'
import {
  asStranger,
  listeningAddresses,
  MAY_TRY,
  openBelow,
  openToEveryone,
  withDescendants,
} from './other-user.testkit.ts'
import { DEFAULT_PORTS, type PortName } from './plan/ports.ts'
import { runningStack } from './supervise/state-file.ts'

/** The whole stack, as `npm start` runs it, on free ports and in a folder of its own. */

const REPOSITORY = path.resolve(import.meta.dirname, '../..')
const MAIN = path.join(REPOSITORY, 'services/stack/main.ts')
const run = promisify(execFile)
const HOME = { routes: new Set(PATHS.map(path => `home ${path}`)), timed: new Set<string>() }
const ASK = { timeout: seconds(5), signal: new AbortController().signal }

let folder: string
let ports: Readonly<Record<PortName, number>>
let portArguments: readonly string[]
let stack: ChildProcess
let output = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-stack-'))
  ports = await freePorts()
  portArguments = Object.entries(ports).flatMap(([name, port]) => ['--port', `${name}=${port}`])
  stack = startStack()
  await until('all parts ready', seconds(60), async () => (await status())?.isReady === true)
})

afterAll(async () => {
  if (stack?.exitCode === null) {
    stack.kill('SIGINT')
    await once(stack, 'exit')
  }
  await rm(folder, { recursive: true, force: true })
})

function startStack(): ChildProcess {
  const child = spawn(process.execPath, [MAIN, '--folder', folder, ...portArguments], { cwd: REPOSITORY })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += String(chunk)))
  return child
}

/** Below the range from which systems take ports for outgoing connections, so that none is taken between now and the start. */
const LOWEST_PORT = 20_000
const PORTS_TO_TRY = 10_000

/** Ports that are free now, a stretch of them that differs from one test run to the next. */
async function freePorts(): Promise<Readonly<Record<PortName, number>>> {
  const found: [PortName, number][] = []
  let port = LOWEST_PORT + (process.pid % PORTS_TO_TRY)
  for (const name of Object.keys(DEFAULT_PORTS) as PortName[]) {
    while (!(await isPortFree(port))) port++
    found.push([name, port++])
  }
  return Object.fromEntries(found) as Record<PortName, number>
}

async function until(what: string, limit: number, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + limit; Date.now() < end; await sleep(200)) if (await isSo()) return
  throw new Error(`Not so within ${limit / 1000} s: ${what}\n${output}`)
}

async function client() {
  const state = await runningStack(folder)
  return state && createStackClient(state, ASK.signal)
}

async function status(): Promise<StatusDocument | undefined> {
  try {
    return await (await client())?.status()
  } catch {
    // The word of the stack is written a moment before its port answers.
    return undefined
  }
}

/** Runs one of the stack's commands to its end. */
async function command(file: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await run(process.execPath, [file, ...args], { cwd: REPOSITORY })
    return { code: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, stdout, stderr }
  }
}

async function values(promql: string): Promise<readonly number[]> {
  const answer = await createPrometheus((await runningStack(folder))?.prometheusUrl ?? '', ASK).instant(promql)
  return answer.kind === 'answered' ? answer.readings.map(reading => reading.value) : []
}

async function throughEdge(pathname: string) {
  const ca = await readFile(path.join(folder, 'certificates/ca.pem'), 'utf8')
  const url = new URL(pathname, `https://127.0.0.1:${ports['edge-https']}`)
  return ask(url, ASK, { ca, servername: 'web.localhost', headers: { host: 'web.localhost' } })
}

describe('a stack that is well', () => {
  test('real probes are counted in Prometheus on every path, and none fails', async () => {
    for (const probePath of PATHS) {
      const promql = `sum(${METRICS.probes}{path="${probePath}",budget="counted"}) > 1`
      await until(`probes counted on ${probePath}`, seconds(40), async () => (await values(promql)).length === 1)
    }
    expect(await values(`sum(${METRICS.failures})`)).toEqual([0])
  })

  test('every SLO has an error ratio, the same by promtool and by the status', async () => {
    const { slos } = (await readProject({ repository: REPOSITORY })).value
    const query = SERIES.errorRatio('5m')
    await until('SLOs evaluated', seconds(60), async () => (await values(query)).length === slos.length)
    const { stdout } = await run('promtool', [
      'query',
      'instant',
      (await runningStack(folder))?.prometheusUrl ?? '',
      query,
    ])
    for (const slo of slos) expect(stdout).toContain(`sloth_slo="${slo.name}"`)
    await until('the status knows it', seconds(10), async () => (await status())?.slos.length === slos.length)
    expect((await status())?.faultDomain).toBe('none')
  })

  test('the page comes through the edge over verified TLS, and nothing internal does', async () => {
    expect(await throughEdge('/')).toMatchObject({
      kind: 'answered',
      status: 200,
      text: expect.stringMatching(/Leadline/),
    })
    expect(await throughEdge('/metrics')).toMatchObject({ status: 404 })
    expect(await throughEdge('/faults')).toMatchObject({ status: 404 })
    // The app draws the boards only where Grafana does not show them.
    const hasGrafana = (await status())?.parts.some(part => part.name === 'grafana')
    const preview = { status: 200, text: expect.stringMatching(/A preview, not Grafana/) }
    expect(await throughEdge('/dashboards')).toMatchObject(hasGrafana ? { status: 404 } : preview)
  })

  test('the JSON status names every part, and which of them stands in', async () => {
    const { code, stdout } = await command('ci/status.ts', '--json', '--folder', folder)
    const document: StatusDocument = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(document.parts.map(part => part.name)).toEqual(
      expect.arrayContaining(['edge', 'ingress', 'web-1', 'web-2', 'prober', 'prometheus', 'alertmanager']),
    )
    expect(document.parts.every(part => part.state === 'ready' && part.pid !== null)).toBe(true)
    const ready = await values('min by (part) (stack_part_ready)')
    expect(ready.length).toBe(document.parts.length)
  })
})

describe('what must not start', () => {
  test('a second stack in the same folder', async () => {
    const { code, stderr } = await command(MAIN, '--folder', folder, ...portArguments)
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`(pid ${stack.pid})`) })
  })

  test('a stack whose ports are taken, and each is named with its holder and the way out', async () => {
    const other = await mkdtemp(path.join(tmpdir(), 'leadline-other-'))
    const { code, stderr } = await command(MAIN, '--folder', other, ...portArguments)
    await rm(other, { recursive: true })
    expect(code).toBe(1)
    expect(stderr).toMatch(
      new RegExp(
        `Port ${ports.prometheus} for prometheus is taken by prometheus \\(pid \\d+\\).*--port prometheus=PORT`,
      ),
    )
    expect(stderr).toContain('Nothing was started')
  })
})

describe('a page that lets a name of its own point to this machine', () => {
  /** The status and the text of a GET under such a name, as a browser sends it to what it takes for the page's own site. */
  const asked = async (port: PortName, path: string): Promise<{ status: string; text: string }> => {
    const scheme = port === 'edge-https' ? 'https' : 'http'
    const url = `${scheme}://127.0.0.1:${ports[port]}${path}`
    const { stdout } = await run('curl', ['-sk', '-w', '\n%{http_code}', '-H', 'Host: evil.example', url])
    const lines = stdout.split('\n')
    return { status: lines.at(-1) ?? '', text: lines.slice(0, -1).join('\n') }
  }

  test.each<[PortName, string, string]>([
    ['edge-https', '/status.json', '421'],
    ['edge-http', '/status.json', '421'],
    ['edge-status', '/stub_status', '421'],
    ['ingress', '/status.json', '404'],
    ['ingress-admin', '/stub_status', '421'],
    ['web-1', '/status.json', '421'],
    ['web-2', '/', '421'],
    ['web-1-internal', '/metrics', '421'],
    ['web-2-internal', '/faults', '421'],
    ['status', '/status.json', '421'],
    ['status', '/dashboards', '421'],
    ['status-internal', '/metrics', '421'],
    ['prober', '/failures', '421'],
    ['control', '/status', '421'],
    ['prometheus', '/api/v1/query?query=up', '401'],
    ['alertmanager', '/api/v2/alerts', '401'],
  ])('reads nothing on the port of %s at %s', async (port, path, status) => {
    const answer = await asked(port, path)
    expect(answer.status).toBe(status)
    expect(answer.text).not.toMatch(/burnRate|sloth|http_requests|Active connections|probes_total/)
  })
})

/** Whom the port answers: those who have the password, or everyone who only reads. */
const DOORS: Readonly<Record<PortName, 'password' | 'reading'>> = {
  'edge-https': 'reading',
  'edge-http': 'reading',
  'edge-status': 'reading',
  ingress: 'reading',
  'ingress-admin': 'reading',
  'web-1': 'reading',
  'web-1-internal': 'password',
  'web-2': 'reading',
  'web-2-internal': 'password',
  status: 'reading',
  'status-internal': 'password',
  prober: 'password',
  control: 'password',
  prometheus: 'password',
  alertmanager: 'password',
  'node-exporter': 'password',
  // Has its own users, and is not started in tests.
  grafana: 'password',
}
const NOT_STARTED: readonly PortName[] = ['grafana', 'node-exporter']

const everyProcess = async () => withDescendants([stack.pid ?? 0])

test('every port on which the stack listens is on the loopback interface and in the table of ports', async () => {
  const known = Object.values(ports).map(port => `127.0.0.1:${port}`)
  const found = await listeningAddresses(await everyProcess())
  const others = found.filter(address => !known.includes(address))
  // The prober measures itself against a server of its own, which says nothing but how long it held a reply.
  expect(others).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)])
  const { stdout } = await run('curl', ['-si', '-X', 'POST', '-d', '{}', `http://${others[0]}/faults`])
  expect(stdout).toMatch(/^x-held-ms: [\d.]+\r$/m)
  expect(stdout).toMatch(/\r\n\r\nok$/)
  const silent = Object.entries(ports).flatMap(([name, port]) => (found.includes(`127.0.0.1:${port}`) ? [] : [name]))
  expect(silent.filter(name => !NOT_STARTED.includes(name as PortName))).toEqual([])
})

test('no file of the stack is for other users, and none that it has open can be written by them', async () => {
  expect(await openBelow(folder)).toEqual([])
  expect(await openToEveryone(await everyProcess())).toEqual([])
})

describe.skipIf(!MAY_TRY)(`another user of the machine${MAY_TRY ? '' : ' (skipped: only root can become one)'}`, () => {
  const statusOf = (port: PortName, path: string, ...args: string[]): Promise<string> => {
    const url = `${port === 'edge-https' ? 'https' : 'http'}://127.0.0.1:${ports[port]}${path}`
    return asStranger('curl', '-sk', '-o', '/dev/null', '-w', '%{http_code}', ...args, url)
  }
  const json = ['-H', 'content-type: application/json', '-d', '{}']

  test.each<[PortName, string, readonly string[]]>([
    ['prometheus', '/api/v1/query?query=up', []],
    ['prometheus', '/api/v1/admin/tsdb/delete_series?match[]=up', ['-X', 'POST']],
    ['prometheus', '/-/quit', ['-X', 'PUT']],
    ['prometheus', '/metrics', []],
    ['alertmanager', '/api/v2/alerts', []],
    ['alertmanager', '/api/v2/silences', json],
    ['alertmanager', '/-/reload', ['-X', 'POST']],
    ['control', '/status', []],
    ['control', '/pages', []],
    ['control', '/metrics', []],
    ['control', '/notifications', json],
    ['control', '/drills/edge-down', json],
    ['prober', '/metrics', []],
    ['prober', '/failures', []],
    ['prober', '/maintenance', json],
    ['web-1-internal', '/faults', json],
    ['web-2-internal', '/metrics', []],
  ])('is refused on the port of %s at %s', async (port, path, args) => {
    expect(await statusOf(port, path, ...args)).toBe('401')
  })

  test.each(Object.entries(DOORS).filter(([port]) => !NOT_STARTED.includes(port as PortName)) as [PortName, string][])(
    'changes nothing on the port of %s, whatever it sends (%s)',
    async (port, door) => {
      const answers = await Promise.all(
        ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'PURGE'].map(method =>
          statusOf(port, '/', '-X', method, '-m', '10').catch(() => '400'),
        ),
      )
      // The door to the HTTPS site sends everyone there, and a page of counts has no method that changes it.
      const harmless = door === 'password' ? /^40[015]$/ : /^(?:308|400|403|404|405|421|501)$/
      expect(answers.filter(answer => !harmless.test(answer))).toEqual([])
    },
  )

  test('reads the status page', async () => {
    expect(await statusOf('web-1', '/status.json')).toBe('200')
  })

  test('can read no file of the stack', async () => {
    await expect(asStranger('ls', folder)).rejects.toThrow(/Permission denied/)
    await expect(asStranger('cat', path.join(folder, 'run/password'))).rejects.toThrow(/Permission denied/)
  })

  test('finds the password in no command line, and can read no environment', async () => {
    const password = await readFile(path.join(folder, 'run/password'), 'utf8')
    const pids = await everyProcess()
    expect(pids.length).toBeGreaterThan(8)
    const lines = await asStranger('cat', ...pids.map(pid => `/proc/${pid}/cmdline`))
    expect(lines).toContain('services/prober/main.ts')
    expect(lines).not.toContain(password.trim())
    await expect(asStranger('cat', `/proc/${stack.pid}/environ`)).rejects.toThrow(/Permission denied/)
  })
})

describe('what breaks', () => {
  test('a part that is killed is started again, and visitors who come after notice nothing', async () => {
    const before = (await status())?.parts.find(part => part.name === 'web-1')
    process.kill(before?.pid ?? 0, 'SIGKILL')
    // A request in flight at that moment is lost; later ones are not.
    await expect.poll(() => isAlive(before?.pid ?? 0)).toBe(false)
    for (let asked = 0; asked < 20; asked++) expect(await throughEdge('/')).toMatchObject({ status: 200 })
    await until('web-1 runs again', seconds(15), async () => {
      const part = (await status())?.parts.find(candidate => candidate.name === 'web-1')
      return part?.state === 'ready' && part.pid !== before?.pid && part.restarts === (before?.restarts ?? 0) + 1
    })
  })

  test('a stopped ingress is named by the prober and pages in time, and the page says so in human words', async () => {
    const stackClient = await client()
    const { slos } = (await readProject({ repository: REPOSITORY })).value
    await until('calm before', seconds(30), async () => (await stackClient?.faultOn(HOME))?.domain === 'none')
    await stackClient?.startDrill('ingress-down')
    await until('ingress named', seconds(30), async () => {
      await stackClient?.renewDrill()
      return (await stackClient?.faultOn(HOME))?.domain === 'ingress'
    })
    let page: Page | undefined
    await until('the page', pageDeadline(DRILLS['ingress-down'], slos) ?? 0, async () => {
      await stackClient?.renewDrill()
      page = (await stackClient?.pages())?.find(({ severity, status }) => severity === 'page' && status === 'firing')
      return page !== undefined
    })
    await stackClient?.endDrill()
    expect(page).toMatchObject({ faultDomain: 'ingress', runbook: expect.stringMatching(/^docs\/runbooks\//) })
    expect(page?.evidence).not.toEqual([])
    await expect.poll(() => output).toContain('PAGE  ')
    await until('calm after', seconds(30), async () => (await stackClient?.faultOn(HOME))?.domain === 'none')
    expect((await throughEdge('/')).kind).toBe('answered')
  }, 200_000)
})

describe('the end', () => {
  test('an interrupt ends every part in order, within five seconds, and leaves nothing behind', async () => {
    const pids = (await status())?.parts.map(part => part.pid ?? 0) ?? []
    const began = Date.now()
    stack.kill('SIGINT')
    const [code] = await once(stack, 'exit')
    expect(code).toBe(0)
    // The promise of Ctrl-C, not a measurement.
    expect(Date.now() - began).toBeLessThan(5000)
    expect(pids.filter(isAlive)).toEqual([])
    expect((await command('ci/status.ts', '--json', '--folder', folder)).code).toBe(3)
  })

  test('a killed stack leaves nothing that the next start does not clear away', async () => {
    stack = startStack()
    await until('ready again', seconds(60), async () => (await status())?.isReady === true)
    const pids = (await status())?.parts.map(part => part.pid ?? 0) ?? []
    stack.kill('SIGKILL')
    await once(stack, 'exit')
    stack = startStack()
    await until('ready after a kill', seconds(60), async () => (await status())?.isReady === true)
    expect(pids.filter(isAlive)).toEqual([])
  }, 150_000)

  test('a stack whose terminal and logs take not a byte runs all the same, and ends when it is asked to', async () => {
    stack.kill('SIGINT')
    await once(stack, 'exit')
    const names = await readdir(path.join(folder, 'logs'))
    const logs = [...names.map(name => `logs/${name}`), 'edge/access.json', 'ingress/access.json']
    expect(logs).toContain('logs/web-1.log')
    for (const log of logs) {
      await rm(path.join(folder, log), { force: true })
      await symlink('/dev/full', path.join(folder, log))
    }
    output = ''
    const full = await open('/dev/full', 'w')
    const args = [MAIN, '--folder', folder, ...portArguments]
    stack = spawn(process.execPath, args, { cwd: REPOSITORY, stdio: ['ignore', full.fd, 'pipe'] })
    stack.stderr?.on('data', chunk => (output += String(chunk)))
    await full.close()
    await until('ready without logs', seconds(60), async () => (await status())?.isReady === true)
    for (let asked = 0; asked < 20; asked++) expect(await throughEdge('/')).toMatchObject({ status: 200 })
    const parts = (await status())?.parts
    expect(parts?.map(({ name, state, restarts }) => `${name} ${state} ${restarts}`)).toEqual(
      parts?.map(({ name }) => `${name} ready 0`),
    )
    stack.kill('SIGINT')
    expect(await once(stack, 'exit')).toEqual([0, null])
    expect(output).toBe('')
  }, 150_000)
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // No such process.
    return false
  }
}
