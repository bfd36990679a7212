import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { inScratchFolder } from '../../adapters/files/folders.ts'
import { promtoolVersion, runPromtool } from '../../adapters/prometheus/promtool.ts'
import { isBefore, OFFSET_PROMETHEUS } from '../core/prometheus-version.ts'
import { parseSlosWith } from '../definition/parse.ts'
import { exampleContext } from '../definition/slo.testkit.ts'
import { generateFile } from './generate.ts'

const TEXT = `version: prometheus/v1
service: shop
rule_group: { interval: 30s, limit: 100, query_offset: 1m }
slos:
  - name: home
    objective: 99.9
    sli: { events: { error_query: 'sum(rate(r{code=~"5.."}[{{.window}}]))', total_query: 'sum(rate(r[{{.window}}]))' } }
    alerting: { name: Burns, for: 1m, keep_firing_for: 5m }
`

// Debian's promtool is 2.42: what came later is taken out of the rules before it reads them. All of it was loaded once by
// promtool 3.
test('promtool loads the settings of a group and of its alerts, without query_offset where it is too old for it', async () => {
  const { prometheus: _, ...context } = exampleContext('leadline')
  const [file] = parseSlosWith([{ path: 'a.yaml', text: TEXT }], context).value
  if (file === undefined) throw new Error('nothing was read')
  const options = {
    flavour: 'leadline',
    form: 'rules',
    alerts: true,
    recordings: true,
    labels: {},
    command: 'test',
  } as const
  const made = generateFile(file, options)
  const rules = 'text' in made ? made.text : made.problem
  const installed = await promtoolVersion()
  // One that does not know its version was built from source, and is newer.
  const isOld = installed !== undefined && isBefore(installed, OFFSET_PROMETHEUS)
  const loaded = isOld ? rules.replaceAll(/^ +query_offset: .*\n/gm, '') : rules
  expect(loaded === rules).toBe(!isOld)
  await inScratchFolder('settings', async folder => {
    const name = path.join(folder, 'rules.yaml')
    await writeFile(name, loaded)
    const report = await runPromtool(['check', 'rules', name])
    expect(report.isGood, report.output).toBe(true)
  })
})
