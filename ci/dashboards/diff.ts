import { parseArgs } from 'node:util'
import { readSources } from '../../adapters/files/files.ts'
import { readFolderAt } from '../../adapters/git-files.ts'
import { LOCK_FILE } from '../../dashboards/generated-files.ts'
import { type BoardsState, diffBoards } from '../../dashboards/push/diff.ts'
import { describeError } from '../../lib/describe-error.ts'
import { type Command, type CommandIo, EXIT } from '../command/command.ts'
import { GENERATED_FOLDER } from './project.ts'

const COST_FOLDER = 'ci/dashboards/testdata'
const COST_FILE = 'cost.json'

const HELP = `Says what changed in the boards since a commit, as Markdown for a pull request.

  npm run dashboards -- diff BASE       such as \`diff origin/main\`

Compares the generated files of the commit with those in the working folder: panels, queries (as trees, so another way to
write the same is no change), thresholds, units, words, links, and what a look at each board costs Prometheus.

Exit codes: 0 told · 1 the commit cannot be read · 2 wrong usage
`

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const { positionals } = parseArgs({ args: [...argv], options: {}, allowPositionals: true })
  const [base, ...rest] = positionals
  if (base === undefined || rest.length > 0) {
    io.stderr(`Name the commit to compare with.\n\n${HELP}`)
    return EXIT.usage
  }
  try {
    const before = stateOf(await readFolderAt(base, GENERATED_FOLDER), await readFolderAt(base, COST_FOLDER))
    const after = stateOf(await readNow(GENERATED_FOLDER), await readNow(COST_FOLDER))
    io.stdout(diffBoards(before, after))
    return EXIT.good
  } catch (error) {
    io.stderr(`Cannot read the boards of ${base}: ${describeError(error).trim()}\n`)
    return EXIT.bad
  }
}

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
export const diff: Command = { summary: 'say what changed since a commit, as Markdown', help: HELP, run }
