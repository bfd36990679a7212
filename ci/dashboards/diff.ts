import path from 'node:path'
import { readSources } from '../../adapters/files/files.ts'
import { readAtRevision } from '../../adapters/git/git.ts'
import { LOCK_FILE } from '../../dashboards/generated-files.ts'
import { type BoardsState, diffBoards } from '../../dashboards/push/diff.ts'
import { UsageError } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { BOARD_OPTION, isChosen } from './options/choice-options.ts'
import { GENERATED_FOLDER } from './project.ts'

const COST_FOLDER = 'ci/dashboards/testdata'
const COST_FILE = 'cost.json'

async function readAt(commit: string, folder: string): Promise<readonly SourceFile[]> {
  const files = await readAtRevision(commit, folder, '.json')
  if (files === undefined) throw new UsageError(`There is no commit "${commit}"`)
  return files
}

function stateOf(
  generated: readonly SourceFile[],
  proof: readonly SourceFile[],
  chosen: readonly string[],
): BoardsState {
  const isMeant = isChosen(chosen)
  const boards = generated.filter(
    file => path.basename(file.path) !== LOCK_FILE && isMeant(path.basename(file.path, '.json')),
  )
  const costs = proof.find(file => path.basename(file.path) === COST_FILE)
  return {
    boards: new Map(boards.map(file => [path.basename(file.path, '.json'), JSON.parse(file.text)])),
    costs: Object.fromEntries(
      Object.entries(JSON.parse(costs?.text ?? '{}') as Record<string, number>).filter(([uid]) => isMeant(uid)),
    ),
  }
}

/** `diff`: what changed, for a reviewer. */
export const diff = defineCommand({
  name: 'npm run dashboards -- diff',
  summary: 'report what changed in the dashboards since a commit',
  help: {
    about:
      'As Markdown for a pull request. Compares the generated files of the commit with those in the working folder: panels, queries (as trees, so another way to write the same is no change), thresholds, units, texts, links, and what opening each dashboard costs Prometheus.',
    uses: [['npm run dashboards -- diff BASE', 'such as `diff origin/main`']],
  },
  options: { board: BOARD_OPTION },
  operands: { value: 'BASE', least: 1, most: 1, need: 'name the commit to compare with' },
  exits: { good: 'done, with or without changes', bad: 'a file of the commit cannot be read' },
  run: async ({ values, operands }, io) => {
    const [base = ''] = operands
    const before = stateOf(await readAt(base, GENERATED_FOLDER), await readAt(base, COST_FOLDER), values.board)
    const after = stateOf(
      await readSources(GENERATED_FOLDER, '.json'),
      await readSources(COST_FOLDER, '.json'),
      values.board,
    )
    io.stdout(diffBoards(before, after))
    return EXIT.good
  },
})
