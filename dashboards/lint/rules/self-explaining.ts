import { textAt } from '../../../lib/json/path.ts'
import { eachPanel, type Rule } from '../rule.ts'

const SECTIONS = ['What', 'How', 'When red', 'Runbook'] as const

export const selfExplaining: Rule = {
  code: 'self-explaining',
  summary: `The description of our panels has the parts ${SECTIONS.join(', ').toLowerCase()}, each with a sentence.`,
  why: 'A description without instructions does not help during an incident.',
  scope: 'ours',
  check: board =>
    eachPanel(board, panel => {
      const description = textAt(panel.json, 'description')
      const missing = SECTIONS.filter(section => !new RegExp(`\\*\\*${section}\\.\\*\\* \\S+`).test(description))
      if (missing.length === 0) return undefined
      return {
        path: [...panel.path, 'description'],
        message: `the description lacks: ${missing.join(', ').toLowerCase()}`,
        help: 'Fill in the panel’s `about`.',
      }
    }),
}
