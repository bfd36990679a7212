import { readSources } from '../../adapters/files/files.ts'
import { readFolderAt } from '../../adapters/git-files.ts'
import { LOCK_FILE } from '../../dashboards/generated-files.ts'
import { type BoardsState, diffBoards } from '../../dashboards/push/diff.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { GENERATED_FOLDER } from './project.ts'

const COST_FOLDER = 'ci/dashboards/testdata'
const COST_FILE = 'cost.json'

async function readNow(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = await readSources(folder, '.json')
  return new Map(files.map(({ path, text }) => [path.slice(path.lastIndexOf('/') + 1), text]))
}

function stateOf(generated: ReadonlyMap<string, string>, proof: ReadonlyMap<string, string>): BoardsState {
  const boards = [...generated].filter(([name]) => name.endsWith('.json') && name !== LOCK_FILE)
  return {
    boards: new Map(boards.map(([name, text]) => [name.replace(/\.json$/, ''), JSON.parse(text)])),
    costs: JSON.parse(proof.get(COST_FILE) ?? '{}'),
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
  options: {},
  operands: { value: 'BASE', least: 1, most: 1, need: 'name the commit to compare with' },
  exits: { good: 'done, with or without changes', bad: 'the commit cannot be read' },
  run: async ({ operands }, io) => {
    const [base = ''] = operands
    const before = stateOf(await readFolderAt(base, GENERATED_FOLDER), await readFolderAt(base, COST_FOLDER))
    const after = stateOf(await readNow(GENERATED_FOLDER), await readNow(COST_FOLDER))
    io.stdout(diffBoards(before, after))
    return EXIT.good
  },
})
