import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { removeFolder, scratchFolder } from '../../services/stack/plan/part.testkit.ts'
import { type ScriptedStack, startScriptedStack } from '../../services/stack/running-stack.testkit.ts'
import { writeState } from '../../services/stack/supervise/state-file.ts'
import { LABELS, SERIES } from '../../slo/core/names.ts'
import { main as drill } from '../commands/drill.ts'
import { main as maintenance } from '../commands/maintenance.ts'
import { main as status } from '../commands/status.ts'
import { main as slo } from '../slo/family.ts'

const NAMES = ['one', 'two'] as const
type Name = (typeof NAMES)[number]

/** A stack in a folder of its own, whose parts name it in all that they answer. */
async function startNamed(name: Name): Promise<string> {
  const sample = { metric: { __name__: SERIES.objective, [LABELS.id]: `slo-of-${name}` }, value: [1, '0.999'] }
  const entry = { until: '2126-02-05T12:30:00.000Z', probes: [], reason: `work at ${name}` }
  const parts = createServer((request, response) => {
    const body = request.url?.startsWith('/api/')
      ? { status: 'success', data: { resultType: 'vector', result: [sample] } }
      : { maintenance: [entry], now: '2126-02-05T12:10:00.000Z', survivesRestart: true }
    response.end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(parts, 'listening')
  const url = `http://127.0.0.1:${(parts.address() as AddressInfo).port}`
  const folder = scratchFolder()
  const stack: ScriptedStack = await startScriptedStack(
    folder,
    { siteUrl: `https://${name}.localhost/` },
    `no drill at ${name}`,
  )
  await writeState(folder, { ...stack.state, prometheusUrl: url, proberUrl: url })
  onTestFinished(async () => {
    await stack.control.close()
    parts.close()
    removeFolder(folder)
  })
  return folder
}

test.each([
  ['status', status, [], 'https://%/'],
  ['drill', drill, ['ingress-down'], 'no drill at %'],
  ['maintenance list', maintenance, ['list'], 'work at %'],
  ['slo budget', slo, ['budget'], 'slo-of-%'],
] as const)(
  'of two stacks beside each other, %s speaks to the one that is named, or in whose folder one stands',
  async (_, main, argv, said) => {
    const folders = new Map<Name, string>()
    for (const name of NAMES) folders.set(name, await startNamed(name))
    for (const name of NAMES) {
      const folder = folders.get(name) ?? ''
      const expected = said.replace('%', said.startsWith('https') ? `${name}.localhost` : name)
      const named = await runQuietly(main, [...argv, '--folder', folder], {})
      expect(`${named.out}${named.err}`).toContain(expected)
      const inside = await runQuietly(main, [...argv], { env: { INIT_CWD: folder } })
      expect(`${inside.out}${inside.err}`).toContain(expected)
    }
  },
)
