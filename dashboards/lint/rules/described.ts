import { textAt } from '../../../lib/json/path.ts'
import { eachPanel, PROSE, type Rule } from '../rule.ts'

const LONGEST_TITLE = 50

export const described: Rule = {
  code: 'described',
  summary: 'Every panel, of whatever type, has a title and a description.',
  why: 'The on-call may see the dashboard for the first time, at night: each panel has to explain itself.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      if (PROSE.has(panel.type)) return undefined
      const description = textAt(panel.json, 'description').trim()
      if (panel.title.trim() === '') {
        return { path: [...panel.path, 'title'], message: 'the panel has no title', help: 'Name what it shows.' }
      }
      if (panel.title.length > LONGEST_TITLE) {
        return {
          path: [...panel.path, 'title'],
          message: `the title has ${panel.title.length} characters`,
          help: `Say it in ${LONGEST_TITLE}; the description has room for the rest.`,
        }
      }
      if (description !== '') return undefined
      return {
        path: [...panel.path, 'description'],
        message: 'the panel has no description',
        help: 'Say what it shows, how it is computed, and what to do when it is red.',
      }
    }),
}
