import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, afterEach, expect, test } from 'vitest'
import { freePort } from '../../adapters/processes/ports.ts'
import { exampleSite } from '../../k8s/render/example.testkit.ts'
import type { Site, SiteVantage } from '../../k8s/site/model.ts'
import { isVantageFile, VANTAGE_HOME, VANTAGE_UNIT, vantageFiles } from '../../k8s/vantage/vantage-machine.ts'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { clusterScrapes } from '../../services/monitoring/core/cluster/scrapes.ts'
import { type Hops, startHops } from '../../services/prober/hops.testkit.ts'
import { findPrograms } from '../../services/stack/plan/programs.ts'
import { checkUnit, type FolderPlan, writeMachineFolder } from './machine-folder.ts'
import { readVantageSources } from './render.ts'
import { main } from './vantage.ts'

const run = promisify(execFile)
const scratch = mkdtempSync(path.join(tmpdir(), 'leadline-vantage-'))
const children: ChildProcess[] = []
let hops: Hops | undefined
afterEach(async () => {
  for (const child of children.splice(0)) {
    const ended = once(child, 'exit')
    if (child.exitCode === null && child.kill('SIGKILL')) await ended
  }
  await hops?.close()
  hops = undefined
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const SITE = exampleSite()
const [VANTAGE] = SITE.vantages as readonly [SiteVantage]

async function planFor(site: Site = SITE, vantage = VANTAGE): Promise<FolderPlan> {
  return { site, vantage, sources: await readVantageSources(), node: process.execPath }
}

test('the folder has the unit, the definitions of the release and the program with its Node', async () => {
  const out = path.join(scratch, 'rendered')
  const said = await runQuietly(main, ['render', 'outside', '--site', 'k8s/site.example.yaml', '--out', out])
  // No program can be found from here, and that is said.
  const err = expect.stringContaining('Without systemd-analyze here')
  expect(said).toMatchObject({ code: 0, err, out: expect.stringContaining('for 192.0.2.20') })
  const probes = readFileSync(path.join(out, 'probes.yaml'), 'utf8')
  expect(probes).toContain('name: public-dns')
  const { stdout } = await run(path.join(out, 'program/node'), ['--version'])
  expect(stdout.trim()).toBe(process.version)
  const again = await runQuietly(main, ['render', 'outside', '--site', 'k8s/site.example.yaml', '--out', out])
  expect(again.code).toBe(0)
}, 60_000)

test('what systemd would not take, or would overlook, is said', async () => {
  const out = path.join(scratch, 'misspelt')
  const plan = await planFor()
  await writeMachineFolder(out, plan)
  const said = async (from: string, to: string) => {
    const sources = { ...plan.sources, unit: plan.sources.unit.replace(from, to) }
    return checkUnit(out, { ...plan, sources }, process.env.PATH ?? '')
  }
  expect(await said('', '')).toBe('')
  expect(await said('NoNewPrivileges', 'NoNewPriviledges')).toMatch(/Unknown key (name )?'NoNewPriviledges'/)
  expect(await said('ExecStart=', 'ExecStart=/opt/leadline-vantage/nothing ')).toMatch(/nothing is not executable/)
}, 60_000)

test('systemd’s own judgement of how much the service could do is among the best that it gives', async () => {
  const file = path.join(scratch, VANTAGE_UNIT)
  const plan = await planFor()
  writeFileSync(file, vantageFiles(plan.site, plan.vantage, plan.sources).get(VANTAGE_UNIT) ?? '')
  // In tenths, from 0 to 100; a service that says nothing has 96.
  await run('systemd-analyze', ['security', '--offline=yes', '--threshold=15', '--no-pager', file])
  const text = readFileSync(file, 'utf8')
  for (const needed of ['DynamicUser=yes', 'ProtectSystem=strict', 'NoNewPrivileges=yes', 'CapabilityBoundingSet=\n'])
    expect(text).toContain(needed)
  expect(text).toMatch(/^MemoryMax=152M$/m)
  expect(text).not.toContain('${')
})

test('every file says by which command it was written', async () => {
  const { site, vantage, sources } = await planFor()
  const files = vantageFiles(site, vantage, sources)
  expect([...files].filter(([, text]) => !isVantageFile(text)).map(([name]) => name)).toEqual([])
  expect([...files.keys()].sort()).toEqual(
    ['environment', 'install.sh', VANTAGE_UNIT, 'probes.yaml', 'settings.sh', 'undo.sh'].sort(),
  )
})

/** Installs into a folder in the place of a machine; systemd does not run there. */
async function installed(root: string, vantage: SiteVantage, site: Site = SITE): Promise<string> {
  const out = path.join(root, 'copied')
  mkdirSync(path.join(root, 'etc/systemd/system'), { recursive: true })
  await writeMachineFolder(out, { ...(await planFor(site, vantage)), place: { root } })
  const { stdout } = await run('sh', [path.join(out, 'install.sh')])
  return stdout
}

test('installed, it is scraped as the cluster scrapes it, and nothing of what it sees spends budget', async () => {
  hops = await startHops()
  const root = path.join(scratch, 'machine')
  const vantage = { ...VANTAGE, address: '127.0.0.1', port: await freePort() }
  expect(await installed(root, vantage)).toMatch(/nothing was started[\s\S]*“outside” stands in/)
  const unit = readFileSync(path.join(root, 'etc/systemd/system', VANTAGE_UNIT), 'utf8')
  const [, command = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? []
  const [program = '', ...args] = command.split(' ')
  const lines = readFileSync(path.join(root, VANTAGE_HOME, 'environment'), 'utf8').match(/^\w+=.*$/gm) ?? []
  const env = Object.fromEntries(
    lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
  // The ways to the site lead to what stands in for it here; all else is as it was installed.
  const ways = { INGRESS_ADDRESSES: '', ...hops.env }
  const cwd = path.join(root, VANTAGE_HOME, 'program')
  children.push(spawn(program, args, { cwd, env: { ...env, ...ways }, stdio: 'ignore' }))
  const prometheus = await scrapedBy(root, vantage)
  const counted = await sampleOf(
    prometheus,
    'sum(synthetic_probes_total{vantage="outside",job="vantage",budget="excluded"})',
  )
  expect(counted).toBeGreaterThan(0)
  expect(await sampleOf(prometheus, 'count(synthetic_probes_total{budget="counted"})')).toBeUndefined()
  expect(await sampleOf(prometheus, 'count({job="vantage",vantage!="outside"})')).toBeUndefined()
  expect(await sampleOf(prometheus, 'count({exported_vantage!=""})')).toBeUndefined()
  expect(await sampleOf(prometheus, 'count(synthetic_probes_total{path="app"})')).toBeUndefined()
  expect(
    await sampleOf(prometheus, 'count({__name__=~"synthetic_failure_score|synthetic_fault_domain"})'),
  ).toBeUndefined()
  expect(await sampleOf(prometheus, 'prober_build_info{version="3a7bd3e2360a",instance="outside"}')).toBe(1)
}, 120_000)

/** A real Prometheus with the cluster's scrape of vantages, once it has counted a probe. */
async function scrapedBy(root: string, vantage: SiteVantage): Promise<string> {
  const places = { namespace: 'n', monitoringNamespace: 'm', machines: [], vantages: [vantage] }
  const scrapes = clusterScrapes(places).filter(scrape => 'job_name' in scrape && scrape.job_name === 'vantage')
  const config = path.join(root, 'prometheus.yml')
  writeFileSync(
    config,
    renderYaml({ scrape_configs: scrapes.map(scrape => ({ ...scrape, scrape_interval: '1s', scrape_timeout: '1s' })) }),
  )
  const address = `127.0.0.1:${await freePort()}`
  const program = findPrograms(process.env).programs?.prometheus ?? 'prometheus'
  const flags = [`--config.file=${config}`, `--storage.tsdb.path=${root}/tsdb`, `--web.listen-address=${address}`]
  children.push(spawn(program, flags, { stdio: 'ignore' }))
  const url = `http://${address}`
  const probed = 'sum(synthetic_probes_total{budget="excluded"}) > 0'
  for (let tries = 0; tries < 300; tries += 1) {
    if ((await sampleOf(url, probed).catch(() => undefined)) !== undefined) break
    await sleep(200)
  }
  return url
}

async function sampleOf(prometheus: string, query: string): Promise<number | undefined> {
  const response = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`)
  const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } }
  const [first] = data.result
  return first === undefined ? undefined : Number(first.value[1])
}

test('what install.sh put there is gone after undo.sh', async () => {
  const root = path.join(scratch, 'undone')
  await installed(root, VANTAGE)
  await run('sh', [path.join(root, VANTAGE_HOME, 'undo.sh')])
  await expect(run('ls', [path.join(root, VANTAGE_HOME)])).rejects.toThrow('No such file')
  await expect(run('ls', [path.join(root, 'etc/systemd/system', VANTAGE_UNIT)])).rejects.toThrow('No such file')
}, 60_000)

test('a site with an own authority needs it, finds it on the edge, and keeps it when it is brought up to date', async () => {
  const lan = exampleSite(text => text.replace('reach: public', 'reach: lan'))
  const root = path.join(scratch, 'lan')
  await expect(installed(root, VANTAGE, lan)).rejects.toThrow(/this site has an own authority: ssh root@EDGE cat/)
  mkdirSync(path.join(root, 'etc/leadline-edge/ca'), { recursive: true })
  writeFileSync(path.join(root, 'etc/leadline-edge/ca/ca.crt'), 'the authority\n')
  await installed(root, VANTAGE, lan)
  expect(readFileSync(path.join(root, VANTAGE_HOME, 'ca.crt'), 'utf8')).toBe('the authority\n')
  expect(readFileSync(path.join(root, VANTAGE_HOME, 'environment'), 'utf8')).toContain(
    `EDGE_CA=${root}${VANTAGE_HOME}/ca.crt`,
  )
}, 60_000)

test('a Node of another processor is refused before anything is replaced', async () => {
  const root = path.join(scratch, 'other-node')
  const out = path.join(root, 'copied')
  mkdirSync(path.join(root, 'etc/systemd/system'), { recursive: true })
  const node = path.join(root, 'foreign-node')
  writeFileSync(node, '\u007fELF of another processor')
  chmodSync(node, 0o755)
  await writeMachineFolder(out, { ...(await planFor()), node, place: { root } })
  await expect(run('sh', [path.join(out, 'install.sh')])).rejects.toThrow(/does not run here .*--node FILE/)
  await expect(run('ls', [path.join(root, VANTAGE_HOME)])).rejects.toThrow('No such file')
}, 60_000)

test('update copies the folder and runs install.sh, as root at the address of the site file', async () => {
  const bin = path.join(scratch, 'bin')
  mkdirSync(bin)
  const log = path.join(scratch, 'called')
  for (const name of ['ssh', 'scp']) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n# a fake: nothing is sent anywhere\necho "${name} $*" >>${log}\n`)
    chmodSync(path.join(bin, name), 0o755)
  }
  const { PATH } = process.env
  process.env.PATH = `${bin}:${PATH}`
  try {
    expect(await runQuietly(main, ['update', 'outside', '--site', 'k8s/site.example.yaml'])).toMatchObject({ code: 0 })
  } finally {
    process.env.PATH = PATH
  }
  expect(
    readFileSync(log, 'utf8')
      .replace(/\S+\/leadline-vantage /, 'FOLDER ')
      .split('\n'),
  ).toEqual([
    'ssh root@192.0.2.20 rm -rf leadline-vantage',
    'scp -rpq FOLDER root@192.0.2.20:leadline-vantage',
    'ssh root@192.0.2.20 sh leadline-vantage/install.sh',
    '',
  ])
}, 60_000)

test.each([
  [['render', 'outsid', '--out', 'x'], 'has no vantage "outsid". Did you mean "outside"?'],
  [['render', 'outside'], 'Name the folder to write'],
  [['update'], 'Name one of the vantages'],
])('%j is wrong usage', async (argv, sentence) => {
  expect(await runQuietly(main, [...argv, '--site', 'k8s/site.example.yaml'])).toMatchObject({
    code: 2,
    err: expect.stringContaining(sentence),
  })
})
