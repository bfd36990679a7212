import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { renderYaml } from '../../../../lib/yaml/writer.ts'
import { findPrograms } from '../../../stack/plan/programs.ts'
import { SCRAPE_INTERVAL } from '../prometheus.ts'
import { RULES_MOUNT, renderClusterPrometheus, retentionSize } from './prometheus.ts'
import { CLUSTER_SCRAPE_INTERVAL } from './scrapes.ts'

const run = promisify(execFile)
const promtool = findPrograms(process.env).programs?.promtool ?? 'promtool'
const TEXT = renderClusterPrometheus(
  {
    namespace: 'leadline',
    monitoringNamespace: 'leadline-monitoring',
    machines: [{ name: 'edge', address: '192.0.2.10' }],
    vantages: [{ name: 'outside', address: '192.0.2.20', port: 17_300 }],
  },
  { dashboards: 'https://grafana.example.org' },
)

interface Scrape {
  readonly job_name: string
  readonly scrape_interval?: string
  readonly metrics_path?: string
  readonly honor_labels?: boolean
  readonly kubernetes_sd_configs?: readonly object[]
  readonly metric_relabel_configs?: readonly { readonly source_labels: readonly string[]; readonly regex: string }[]
}
const SCRAPES: readonly Scrape[] = parse(TEXT).scrape_configs

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-cluster-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Asks promtool. Debian's was built without the discovery of Kubernetes: targets that are written down stand in its place. */
async function checked(change: (config: Record<string, unknown>) => Record<string, unknown> = config => config) {
  const scrapes = SCRAPES.map(({ kubernetes_sd_configs, ...scrape }) =>
    kubernetes_sd_configs === undefined ? scrape : { ...scrape, static_configs: [{ targets: ['127.0.0.1:1'] }] },
  )
  const file = path.join(folder, 'prometheus.yml')
  await writeFile(file, renderYaml(change({ ...parse(TEXT), scrape_configs: scrapes })))
  // Token and authority are files of a pod, and a full check would look for them.
  return (await run(promtool, ['check', 'config', '--syntax-only', file])).stdout
}

test('the configuration of the cluster stays as it was reviewed', async () => {
  await expect(TEXT).toMatchFileSnapshot('testdata/prometheus.yml')
})

test('promtool accepts it, with its discovery of Kubernetes swapped out', async () => {
  expect(await checked()).toMatch(/SUCCESS: .*prometheus\.yml is valid/)
})

test('promtool refuses it with a misspelt key, so that a mistake cannot pass', async () => {
  await expect(checked(config => ({ ...config, scrape_config: [] }))).rejects.toThrow(/scrape_config not found/)
})

test('what probes and serves is scraped at the pace of the probes, and everything else six times less often', () => {
  const fast = SCRAPES.filter(({ scrape_interval }) => scrape_interval !== undefined)
  expect(fast.map(({ job_name, scrape_interval }) => [job_name, scrape_interval])).toEqual(
    ['app', 'status', 'prober', 'vantage'].map(name => [name, SCRAPE_INTERVAL]),
  )
  expect(parse(TEXT).global.scrape_interval).toBe(CLUSTER_SCRAPE_INTERVAL)
})

test('CPU and memory of containers come from one place alone, for two would double every sum', () => {
  expect(SCRAPES.filter(({ metrics_path }) => metrics_path === '/metrics/cadvisor')).toHaveLength(1)
  expect(TEXT).not.toContain('/metrics/resource')
})

test('of the API server, which has tens of thousands of samples, only what is named is kept', () => {
  const [keep] = SCRAPES.find(({ job_name }) => job_name === 'kubelet')?.metric_relabel_configs ?? []
  const isKept = (name: string) => new RegExp(`^(?:${keep?.regex})$`).test(name)
  expect(keep?.source_labels).toEqual(['__name__'])
  expect(['scheduler_pending_pods', 'k3s_certificate_expiration_seconds'].every(isKept)).toBe(true)
  const dropped = ['apiserver_request_duration_seconds_bucket', 'etcd_request_duration_seconds_bucket', 'go_goroutines']
  expect(dropped.filter(isKept)).toEqual([])
})

test('rules are those of the ConfigMap, whatever their number', () => {
  expect(parse(TEXT).rule_files).toEqual([`${RULES_MOUNT}/*.rules.yaml`])
})

test.each<[number, string]>([
  [20 * 2 ** 30, '14336MB'],
  [2 ** 30, '716MB'],
])('blocks may take 70 %% of a volume of %i bytes: %s', (bytes, size) => {
  expect(retentionSize(bytes)).toBe(size)
})
