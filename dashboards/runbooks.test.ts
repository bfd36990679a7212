import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { heartbeatRules } from '../services/monitoring/core/heartbeat.ts'
import { isAlert } from '../slo/core/rule-group.ts'
import { alertRules } from '../slo/rules/alert-rules.ts'
import { allBoards } from './boards/boards.ts'
import { exampleContext } from './context.testkit.ts'
import { TITLES } from './panels/link.ts'

const DOCUMENT = 'docs/dashboards.md'

/** The page that each panel's description sends a person to. */
const REFERENCES = new Set(
  allBoards(exampleContext).flatMap(board =>
    (board.panels ?? []).flatMap(panel => {
      const description = 'description' in panel ? (panel.description ?? '') : ''
      return /\*\*Runbook\.\*\* (\S+)/.exec(description)?.[1] ?? []
    }),
  ),
)

test('a panel sends a person to a section that is there, or to the runbook of an alert', () => {
  const text = readFileSync(new URL(`../${DOCUMENT}`, import.meta.url), 'utf8')
  const sections = [...text.matchAll(/^## (.+)$/gm)].map(
    ([, title = '']) => `${DOCUMENT}#${title.toLowerCase().replaceAll(' ', '-')}`,
  )
  const rules = [
    ...exampleContext.slos.flatMap(slo => [...alertRules(slo, 'page'), ...alertRules(slo, 'ticket')]),
    ...heartbeatRules().flatMap(({ rules }) => rules.filter(isAlert)),
  ]
  const known = new Set([...sections, ...rules.map(({ annotations }) => annotations.runbook ?? '')])
  expect([...REFERENCES].filter(reference => !known.has(reference))).toEqual([])
  expect(REFERENCES.size).toBeGreaterThan(8)
})

test('every dashboard has its section', () => {
  const text = readFileSync(new URL(`../${DOCUMENT}`, import.meta.url), 'utf8')
  for (const title of Object.values(TITLES)) expect(text).toContain(`\n## ${title}\n`)
})
