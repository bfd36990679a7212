import path from 'node:path'
import { parseArgs } from 'node:util'
import { readSources } from '../../adapters/files/files.ts'
import { readAtRevision } from '../../adapters/git.ts'
import { describeError } from '../../adapters/log.ts'
import { LOCK_FILE } from '../../dashboards/generated-files.ts'
import { type BoardsState, diffBoards } from '../../dashboards/push/diff.ts'
import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
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
    const before = stateOf(await readAt(base, GENERATED_FOLDER), await readAt(base, COST_FOLDER))
    const after = stateOf(await readSources(GENERATED_FOLDER, '.json'), await readSources(COST_FOLDER, '.json'))
    io.stdout(diffBoards(before, after))
    return EXIT.good
  } catch (error) {
    io.stderr(`Cannot read the boards of ${base}: ${describeError(error).trim()}\n`)
    return EXIT.bad
  }
}

async function readAt(commit: string, folder: string): Promise<readonly SourceFile[]> {
  const files = await readAtRevision(commit, folder, '.json')
  if (files === undefined) throw new Error(`there is no commit "${commit}"`)
  return files
}

function stateOf(generated: readonly SourceFile[], proof: readonly SourceFile[]): BoardsState {
  const boards = generated.filter(file => path.basename(file.path) !== LOCK_FILE)
  const costs = proof.find(file => path.basename(file.path) === COST_FILE)
  return {
    boards: new Map(boards.map(file => [path.basename(file.path, '.json'), JSON.parse(file.text)])),
    costs: JSON.parse(costs?.text ?? '{}'),
  }
}

/** `diff`: what changed, for a reviewer. */
export const diff: Command = { summary: 'say what changed since a commit, as Markdown', help: HELP, run }
