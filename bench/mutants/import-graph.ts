import path from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** How a file leads to another one: its code is loaded, or the file is named, as by what starts it as a program. */
type Edge = 'imports' | 'names'

/** Which files lead to which, by their paths in the tree. */
export type ImportGraph = ReadonlyMap<string, ReadonlyMap<string, Edge>>

/** Reads which files of TypeScript lead to which other ones; imports of types alone lead nowhere, for nothing runs. */
export function importGraph(texts: ReadonlyMap<string, string>): ImportGraph {
  return new Map([...texts].map(([file, text]) => [file, edgesOf(file, text, texts)]))
}

function edgesOf(file: string, text: string, texts: ReadonlyMap<string, string>): ReadonlyMap<string, Edge> {
  const edges = new Map<string, Edge>()
  const here = path.posix.dirname(file)
  const { program, module } = parseSync(file, text)
  const imported = [
    ...module.staticImports.filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType)),
    ...module.staticExports.flatMap(({ entries }) => entries.filter(({ isType }) => !isType)),
  ].flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])
  const dynamic = module.dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start + 1, end - 1))
  new Visitor({
    Literal({ value }) {
      if (typeof value !== 'string' || !value.endsWith('.ts')) return
      for (const named of [path.posix.join(here, value), path.posix.normalize(value)]) {
        if (texts.has(named)) edges.set(named, 'names')
      }
    },
  }).visit(program)
  for (const target of [...imported, ...dynamic].filter(each => each.startsWith('.'))) {
    edges.set(path.posix.join(here, target), 'imports')
  }
  return edges
}

/** How many steps each file is away from a start, over the edges of these kinds; those that it does not lead to are left out. */
export function distancesFrom(graph: ImportGraph, start: string, kinds: readonly Edge[]): ReadonlyMap<string, number> {
  const distances = new Map([[start, 0]])
  // A map that grows while it is read is read to its end: breadth first, without a queue of its own.
  for (const [file, distance] of distances) {
    for (const [target, edge] of graph.get(file) ?? []) {
      if (kinds.includes(edge) && !distances.has(target)) distances.set(target, distance + 1)
    }
  }
  return distances
}

/** The tests that lead to a file, nearest first. */
export interface Reach {
  readonly unit: readonly string[]
  readonly integration: readonly string[]
}

/** Finds the tests that lead to each file. A unit test starts no program, so that what it only names does not run. */
export function reachOf(graph: ImportGraph, files: readonly string[]): ReadonlyMap<string, Reach> {
  const tests = [...graph.keys()].filter(file => file.endsWith('.test.ts')).sort()
  const isIntegration = (test: string): boolean => test.endsWith('.integration.test.ts')
  const distances = new Map(
    tests.map(test => [test, distancesFrom(graph, test, isIntegration(test) ? ['imports', 'names'] : ['imports'])]),
  )
  const nearest = (file: string, those: readonly string[]): readonly string[] =>
    those
      .flatMap(test => {
        const distance = distances.get(test)?.get(file)
        return distance === undefined ? [] : [{ test, distance }]
      })
      .sort((a, b) => a.distance - b.distance)
      .map(({ test }) => test)
  const units = tests.filter(test => !isIntegration(test))
  return new Map(
    files.map(file => [file, { unit: nearest(file, units), integration: nearest(file, tests.filter(isIntegration)) }]),
  )
}
