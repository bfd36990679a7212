import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '..')
const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...globSync('docs/**/*.md', { cwd: ROOT }),
  ...globSync('postmortems/**/*.md', { cwd: ROOT }),
]

/** Folders at the top: they distinguish a path of the repository from a path on a machine. */
const TOP = /^(lib|slo|dashboards|services|adapters|ci|bench|tests|docs|k8s|postmortems)\//
/** Made when something runs, and in no checkout. */
const MADE = /^(dashboards\/preview\.html|k8s\/images\.lock\.yaml)$/

/** Paths of the repository that a document names in backticks, or links to. */
function namedPaths(text: string): readonly string[] {
  const code = [...text.matchAll(/`([^`\n]+)`/g)].flatMap(match => (match[1] ?? '').split(/[\s,:]+/))
  const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(match => match[1] ?? '')
  return [...code.filter(word => TOP.test(word)), ...links.filter(link => !/^\w+:/.test(link))]
}

test.each(DOCUMENTS)('%s names only paths that are there', document => {
  const text = readFileSync(path.join(ROOT, document), 'utf8')
  const lost = namedPaths(text)
    // A path with a placeholder stands for many.
    .filter(named => !/[<{…]|YYYY/.test(named) && !MADE.test(named))
    .filter(named => {
      const places = [named, path.join(path.dirname(document), named)]
      return !places.some(place =>
        place.includes('*') ? globSync(place, { cwd: ROOT }).length > 0 : existsSync(path.join(ROOT, place)),
      )
    })
  expect(lost).toEqual([])
})

test('a document names no command that needs a newer Node than the system may have', () => {
  const bare = DOCUMENTS.flatMap(file =>
    [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/(?<!npx )\bnode (?:[\w-]+\/)+[\w.-]+\.ts/g)].map(
      ([command]) => `${file}: ${command}`,
    ),
  )
  expect(bare).toEqual([])
})
