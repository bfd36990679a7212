import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readIncidents } from '../ci/incident/project.ts'
import { renderDiagnostics } from '../lib/diagnostic/diagnostic.ts'
import { ACTION_FIELDS, POSTMORTEM_FIELDS, PROOF_FIELDS } from '../postmortems/definition/fields.ts'
import { parseIncident } from '../postmortems/definition/parse.ts'
import { sloId } from '../slo/core/model.ts'
import { isAlert } from '../slo/core/rule-group.ts'

const GUIDE = readFileSync(path.join(import.meta.dirname, '../docs/postmortems.md'), 'utf8')

test('the file that the guide shows is one of this project, without a mistake', async () => {
  const { replay } = await readIncidents()
  const text = (/```yaml\n([\s\S]*?)```/.exec(GUIDE)?.[1] ?? '').replace(/^ {3}/gm, '')
  const known = {
    slos: replay.slos.map(slo => ({ id: sloId(slo), service: slo.service })),
    alerts: replay.groups.flatMap(({ rules }) => rules.filter(isAlert).map(({ alert }) => alert)),
    ...{ policies: [], runbooks: [], images: [], ends: [] },
  }
  const { value, diagnostics } = parseIncident({ path: 'incident.yaml', text }, known)
  expect(renderDiagnostics(diagnostics)).toBe('')
  expect(value?.actions.map(({ proof }) => proof?.by)).toEqual(['alert', undefined])
})

test('the guide names every key that is new in an incident, and every kind of proof', () => {
  const keys = Object.keys({ ...POSTMORTEM_FIELDS, ...ACTION_FIELDS, ...PROOF_FIELDS })
  expect(keys.filter(key => !new RegExp(`\\b${key}\\b`).test(GUIDE))).toEqual([])
})
