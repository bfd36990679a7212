import path from 'node:path'
import { appendText } from '../../adapters/files/append-text.ts'
import { inScratchFolder, makeFolder } from '../../adapters/files/folders.ts'
import { diffFolders } from '../../adapters/git/diff-folders.ts'
import { writeRevision } from '../../adapters/git/write-revision.ts'
import { type CommandIo, UsageError } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { diff as diffDashboards } from '../dashboards/diff.ts'
import { diff as diffSlos } from '../slo/diff.ts'
import { fenced, objectDifference, renderManifestDiff } from './manifest-diff.ts'
import { renderBoth } from './rendered-at.ts'

/** `npm run render -- diff`. */
export const DIFF = defineCommand({
  name: 'npm run render -- diff',
  summary: 'what a change means: manifests, dashboards and SLOs, against a commit',
  help: {
    about:
      'As Markdown for a pull request. Each side is rendered by its own code, with the packages that are installed here, and by k8s/site.yaml, or by the example where that is not filled in on one side. Then what `npm run dashboards -- diff` and `npm run slo -- diff` say.',
    uses: [['npm run render -- diff BASE', 'such as `diff origin/main`']],
    environment: [['GITHUB_STEP_SUMMARY', 'a file to which it is added']],
  },
  operands: { value: 'BASE', least: 1, most: 1, need: 'name the commit to compare with' },
  options: {},
  exits: { good: 'done, with or without changes', bad: 'one side cannot be rendered or read, which the text says' },
  run: async ({ operands }, io) => {
    const [base = ''] = operands
    const parts = [await manifests(base, io), await saidBy(diffDashboards, base, io), await saidBy(diffSlos, base, io)]
    const text = parts.map(part => part.text).join('\n')
    io.stdout(text)
    const summary = io.env.GITHUB_STEP_SUMMARY
    if (summary !== undefined && summary !== '') await appendText(summary, text)
    return parts.every(({ isGood }) => isGood) ? EXIT.good : EXIT.bad
  },
})

interface Part {
  readonly isGood: boolean
  readonly text: string
}

/** What another command says of the same base; what it cannot read is part of the text, for the rest is still worth reading. */
async function saidBy(command: typeof diffSlos | typeof diffDashboards, base: string, io: CommandIo): Promise<Part> {
  const [out, err]: [string[], string[]] = [[], []]
  const channels = { stdout: (text: string) => void out.push(text), stderr: (text: string) => void err.push(text) }
  const code = await command.run([base], { ...io, ...channels })
  if (code === EXIT.good) return { isGood: true, text: out.join('') }
  return { isGood: false, text: `\`${command.name}\` could not compare:\n\n${fenced('text', err.join('').trim())}\n` }
}

async function manifests(base: string, { repository }: CommandIo): Promise<Part> {
  return inScratchFolder('diff', async scratch => {
    const [checkout, before, after] = ['base', 'before', 'after'].map(name => path.join(scratch, name)) as [
      string,
      string,
      string,
    ]
    await makeFolder(checkout)
    if (!(await writeRevision(base, checkout, repository))) throw new UsageError(`There is no commit "${base}"`)
    const { site, problem } = await renderBoth([
      [checkout, before],
      [repository, after],
    ])
    if (problem !== undefined)
      return { isGood: false, text: `The manifests could not be rendered:\n\n${fenced('text', problem)}\n` }
    const differences = [...(await diffFolders(before, after))].map(([file, hunks]) => objectDifference(file, hunks))
    return { isGood: true, text: renderManifestDiff(differences, site) }
  })
}
