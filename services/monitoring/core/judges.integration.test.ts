import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256 } from '../../../adapters/files/sha256.ts'
import { readProject } from '../../../adapters/project.ts'
import { LABELS } from '../../../slo/core/names.ts'
import { findPrograms } from '../../stack/plan/programs.ts'
import { renderAlertmanagerConfig } from './alertmanager.ts'
import { ALERTMANAGER_PLAN, PROMETHEUS_PLAN } from './config.testkit.ts'
import { projectRules } from './project-rules.ts'
import { renderPrometheusConfig } from './prometheus.ts'

/** The programs that will read the files check them. */

const run = promisify(execFile)
const { programs } = findPrograms(process.env)
const promtool = programs?.promtool ?? 'promtool'
const amtool = programs?.amtool ?? 'amtool'

let folder = ''
const at = (name: string): string => path.join(folder, name)
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-config-'))
  await writeFile(at('alertmanager.yml'), renderAlertmanagerConfig(ALERTMANAGER_PLAN))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('promtool accepts the configuration, with every rule of the repository', async () => {
  const { files, catalogue } = (await readProject({ repository: path.resolve(import.meta.dirname, '../../..') })).value
  const rules = projectRules(files, catalogue.probes, 'test', sha256)
  await mkdir(at('rules'))
  const ruleFiles = await Promise.all(
    [...rules].map(async ([name, text]) => {
      await writeFile(at(`rules/${name}`), text)
      return at(`rules/${name}`)
    }),
  )
  await writeFile(at('prometheus.yml'), renderPrometheusConfig({ ...PROMETHEUS_PLAN, ruleFiles }))
  const { stdout } = await run(promtool, ['check', 'config', at('prometheus.yml')])
  expect(stdout).toMatch(/SUCCESS: .*prometheus\.yml is valid prometheus config file/)
  expect([...stdout.matchAll(/SUCCESS: \d+ rules found/g)].length).toBe(rules.size)
  expect(rules.size).toBeGreaterThan(0)
})

test('promtool rejects a configuration whose rule files do not exist, so a typing error cannot pass', async () => {
  await writeFile(at('broken.yml'), renderPrometheusConfig(PROMETHEUS_PLAN))
  await expect(run(promtool, ['check', 'config', at('broken.yml')])).rejects.toThrow(
    /does not point to an existing file|does not exist/,
  )
})

test.each([
  ['page', 'page'],
  ['ticket', 'ticket'],
  ['info', 'info'],
  ['none', 'null'],
])('an alert of severity %s goes to the receiver %s', async (severity, receiver) => {
  const config = `--config.file=${at('alertmanager.yml')}`
  const { stdout } = await run(amtool, ['config', 'routes', 'test', config, `sloth_severity=${severity}`])
  expect(stdout.trim()).toBe(receiver)
})

test('amtool accepts the configuration', async () => {
  const { stdout } = await run(amtool, ['check-config', at('alertmanager.yml')])
  expect(stdout).toMatch(/SUCCESS[\s\S]*- 2 inhibit rules[\s\S]*- 4 receivers/)
})

test.each<[string, string]>([
  ['page', 'page'],
  ['ticket', 'ticket'],
  ['anything else', 'ticket'],
])('an alert of severity "%s" is sent as a %s', async (severity, receiver) => {
  const labels = [`${LABELS.severity}=${severity}`, `${LABELS.service}=web`]
  const { stdout } = await run(amtool, [
    'config',
    'routes',
    'test',
    `--config.file=${at('alertmanager.yml')}`,
    ...labels,
  ])
  expect(stdout.trim()).toBe(receiver)
})
