import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { applyHunk, complaintOf, copyTree, followEdits, parseRecipes } from './recipes.testkit.ts'

const RECIPES = parseRecipes(readFileSync(path.resolve(import.meta.dirname, '../CONTRIBUTING.md'), 'utf8'))

/** What a recipe may ask for beside `npm run generate`. */
const ALLOWED_COMMANDS = /^npm (run (generate|golden|check|fix)|test)\b/

test.each(RECIPES)(
  'the recipe “$name” names only commands that need no running stack, `npm run generate` among them',
  ({ steps }) => {
    const commands = steps.flatMap(step => (step.kind === 'run' ? [step.command] : []))
    expect(commands.filter(command => !ALLOWED_COMMANDS.test(command))).toEqual([])
    expect(commands).toContain('npm run generate')
  },
)

// Each by itself, with the whole check, is for the night: `bench/recipes.ts`.
test('all recipes, one after the other, leave a tree that is generated, compiles and is well formed', {
  timeout: 180_000,
}, async () => {
  const { folder, remove } = await copyTree()
  onTestFinished(remove)
  const touched: string[] = []
  for (const recipe of RECIPES) touched.push(...(await followEdits(recipe, folder)))
  const complaints = [
    await complaintOf(folder, 'node', ['ci/generate.ts']),
    await complaintOf(folder, 'tsc', ['-p', '.']),
    await complaintOf(folder, 'biome', ['check', '--error-on-warnings', '--no-errors-on-unmatched', ...touched]),
  ]
  expect(complaints.filter(complaint => complaint !== undefined).join('\n')).toBe('')
})

test('CONTRIBUTING has the recipes that a newcomer needs first', () => {
  expect(RECIPES.map(({ name }) => name).join('\n')).toMatch(/SLO[\s\S]*[Pp]robe[\s\S]*part[\s\S]*drill[\s\S]*metric/)
})

describe('a hunk of a recipe', () => {
  const text = 'one\ntwo\nthree\n'

  test('replaces its lines', () => {
    expect(applyHunk(text, ' one\n-two\n+2\n+2.5\n')).toBe('one\n2\n2.5\nthree\n')
  })

  test.each([' four\n+5\n', '-one\n-three\n'])('that stands nowhere is refused: %j', hunk => {
    expect(() => applyHunk(text, hunk)).toThrow('stand 0 times')
  })

  test('that stands in two places is refused', () => {
    expect(() => applyHunk('one\nx\none\n', ' one\n+two\n')).toThrow('stand 2 times')
  })
})
