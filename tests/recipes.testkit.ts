import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const ROOT = path.resolve(import.meta.dirname, '..')
const run = promisify(execFile)

/** One step of a recipe that a program can follow. */
type RecipeStep =
  | { readonly kind: 'create'; readonly file: string; readonly text: string }
  | { readonly kind: 'edit'; readonly file: string; readonly hunks: readonly string[] }
  | { readonly kind: 'run'; readonly command: string }

/** A recipe of CONTRIBUTING: its heading, and what its code blocks say to do, in order. */
export interface Recipe {
  readonly name: string
  readonly steps: readonly RecipeStep[]
}

/**
 * The recipes of a guide: every section that has a code block. A block named by a file creates the file, a `diff` block
 * edits it (hunks are separated by a line `...`), and a `sh` block has a command on each line.
 */
export function parseRecipes(guide: string): readonly Recipe[] {
  return guide
    .split(/^## /m)
    .slice(1)
    .map(section => ({ name: section.slice(0, section.indexOf('\n')), steps: stepsIn(section) }))
    .filter(({ steps }) => steps.length > 0)
}

function stepsIn(section: string): readonly RecipeStep[] {
  const blocks = section.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)
  return [...blocks].flatMap(([, language, file, text = '']): readonly RecipeStep[] => {
    if (language === 'sh') return commandsIn(text).map(command => ({ kind: 'run', command }))
    if (file === undefined) return []
    if (language === 'diff') return [{ kind: 'edit', file, hunks: text.split(/^\.\.\.\n/m) }]
    return [{ kind: 'create', file, text }]
  })
}

/** The commands of a shell block, without their comments. */
function commandsIn(text: string): readonly string[] {
  return text
    .split('\n')
    .map(line => line.replace(/\s+#.*$/, '').trim())
    .filter(line => line !== '')
}

/**
 * A text after one hunk: lines that begin with a space or `-` must stand in it exactly once, one after the other, and
 * are replaced by those that begin with a space or `+`. Throws, with the lines, when they stand there not once.
 */
export function applyHunk(text: string, hunk: string): string {
  const lines = hunk.split('\n').filter(line => line !== '')
  const side = (sign: string) => lines.filter(line => line[0] === ' ' || line[0] === sign).map(line => line.slice(1))
  const before = `\n${side('-').join('\n')}\n`
  const places = `\n${text}`.split(before)
  if (places.length !== 2)
    throw new Error(`These lines stand ${places.length - 1} times in the file, not once:${before}`)
  return places.join(`\n${side('+').join('\n')}\n`).slice(1)
}

/** A copy of the files that git knows, in a folder of its own, with the packages of this checkout. */
export async function copyTree(): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline-recipe-'))
  const { stdout } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT })
  const files = stdout.split('\n').filter(file => file !== '')
  const folders = new Set(files.map(file => path.dirname(file)))
  await Promise.all([...folders].map(each => mkdir(path.join(folder, each), { recursive: true })))
  for (const file of files) await cp(path.join(ROOT, file), path.join(folder, file)).catch(ignoreDeleted)
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** A file that git knows and the working tree no longer has is not copied. */
function ignoreDeleted(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}

/** Follows the edits of a recipe in a copy of the tree; gives the files it touched. Rejects at the first that does not apply. */
export async function followEdits(recipe: Recipe, folder: string): Promise<readonly string[]> {
  const touched: string[] = []
  for (const step of recipe.steps) {
    if (step.kind === 'run') continue
    const file = path.join(folder, step.file)
    const text = step.kind === 'create' ? step.text : step.hunks.reduce(applyHunk, await readFile(file, 'utf8'))
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
    touched.push(step.file)
  }
  return touched
}

/** Runs a command in a copy of the tree; its output when it exits with another code than 0, undefined when it is good. */
export async function complaintOf(
  folder: string,
  command: string,
  args: readonly string[],
): Promise<string | undefined> {
  const env = { ...process.env, PATH: `${path.join(ROOT, 'node_modules/.bin')}:${process.env.PATH}` }
  try {
    await run(command, args, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 })
    return undefined
  } catch (error) {
    if (!(error instanceof Error && 'stdout' in error && 'stderr' in error)) throw error
    return `${command} ${args.join(' ')}\n${error.stdout}${error.stderr}`
  }
}
