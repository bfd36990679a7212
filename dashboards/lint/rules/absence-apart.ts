import { eachTarget, type Rule } from '../rule.ts'

export const absenceApart: Rule = {
  code: 'absence-apart',
  summary: 'absent() stands in no figure.',
  why: 'It is 1 however much is missing, and nothing where one of many is still there: as a number it says how many of nothing.',
  scope: 'ours',
  isAboutDrawing: true,
  check: board =>
    eachTarget(board, 'Count what is missing against what is defined.', ({ query }, panel) =>
      panel.type !== 'state-timeline' && query.calls.some(({ name }) => name.startsWith('absent'))
        ? ['absent() is no number of what is missing']
        : [],
    ),
}
