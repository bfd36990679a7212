import { at, listAt } from '../../../lib/json/path.ts'
import type { Rule } from '../rule.ts'

const LISTS = [['links'], ['annotations', 'list']] as const

export const placement: Rule = {
  code: 'placement',
  summary: 'Links and annotation switches are visible on the dashboard, not hidden in the ⋮ menu.',
  why: 'The SDK puts links and annotations into a menu, where they are overlooked during an incident.',
  scope: 'any',
  check: board =>
    LISTS.flatMap(list =>
      listAt(board.json, ...list).flatMap((item, index) =>
        at(item, 'placement') === undefined
          ? []
          : [
              {
                path: [...board.root, ...list, index, 'placement'],
                message: `${list[0] === 'links' ? 'a link' : 'an annotation'} is hidden in the ⋮ menu`,
                help: 'Leave “placement” out.',
              },
            ],
      ),
    ),
}
