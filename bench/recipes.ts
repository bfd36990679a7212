import { readFileSync } from 'node:fs'
import path from 'node:path'
import { complaintOf, copyTree, followEdits, parseRecipes } from '../tests/recipes.testkit.ts'

/**
 * Follows every recipe of CONTRIBUTING in a copy of the tree of its own and runs the whole check on it. The tests
 * only compile it. `node bench/recipes.ts`
 */
const RECIPES = parseRecipes(readFileSync(path.resolve(import.meta.dirname, '../CONTRIBUTING.md'), 'utf8'))

for (const recipe of RECIPES) {
  const { folder, remove } = await copyTree()
  try {
    const began = performance.now()
    await followEdits(recipe, folder)
    const complaint =
      (await complaintOf(folder, 'node', ['ci/generate.ts'])) ??
      (await complaintOf(folder, 'vitest', ['run', '--project', 'unit', '-u'])) ??
      (await complaintOf(folder, 'node', ['ci/check.ts']))
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    process.stdout.write(`${complaint === undefined ? '✓' : '✗'} ${recipe.name} (${seconds} s)\n${complaint ?? ''}`)
    if (complaint !== undefined) process.exitCode = 1
  } finally {
    await remove()
  }
}
