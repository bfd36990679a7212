import { textAt } from '../../../lib/json/path.ts'
import { eachPanel, type Rule } from '../rule.ts'

const SECTIONS = ['What', 'How', 'When red', 'Runbook'] as const

export const selfExplaining: Rule = {
  code: 'self-explaining',
  summary: `A panel of ours tells ${SECTIONS.join(', ').toLowerCase()}, each with a sentence.`,
  why: 'A description that leaves out what to do is a caption.',
  scope: 'ours',
  check: board =>
    eachPanel(board, panel => {
      const description = textAt(panel.json, 'description')
      const missing = SECTIONS.filter(section => !new RegExp(`\\*\\*${section}\\.\\*\\* \\S+`).test(description))
      if (missing.length === 0) return undefined
      return {
        path: [...panel.path, 'description'],
        message: `the description does not tell: ${missing.join(', ').toLowerCase()}`,
        help: 'Fill in the panel’s `about`.',
      }
    }),
}
