import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { runPromtool } from '../../adapters/promtool.ts'
import {
  ACCEPTED_TEMPLATES,
  FAILING_TEMPLATES,
  REFUSED_TEMPLATES,
} from '../../lib/go-template/alert-template.testkit.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'

test('promtool refuses the templates that we refuse, and takes those that we take', async () => {
  const refused = REFUSED_TEMPLATES.map(([template]) => template)
  const taken = [...ACCEPTED_TEMPLATES, ...FAILING_TEMPLATES.map(([template]) => template)]
  const found = await refusedTemplates([...refused, ...taken])
  expect(found).toEqual(refused)
})

/** The templates that promtool refuses, each as the annotation of an alert in a group of its own. */
async function refusedTemplates(templates: readonly string[]): Promise<readonly string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'templates-'))
  try {
    const file = path.join(folder, 'rules.yaml')
    const groups = templates.map((text, index) => ({
      name: `t${index}`,
      rules: [{ alert: 'A', expr: 'up', annotations: { text } }],
    }))
    await writeFile(file, renderYaml({ groups }))
    const { output } = await runPromtool(['check', 'rules', file])
    const refused = new Set(
      [...output.matchAll(/group "t(\d+)", rule 1, "A": annotation/g)].map(([, index]) => Number(index)),
    )
    return templates.filter((_, index) => refused.has(index))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
