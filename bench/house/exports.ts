import { importsOf } from './imports.ts'
import { type Finding, findingAt, type Source, type SourceKind } from './source.ts'
import { nodesOf } from './syntax.ts'

/** Who uses an export that no other production file imports: nothing at all, only tests and benchmarks, or its own file. */
export type Unused = 'dead' | 'by tests only' | 'own file only' | 'own file and tests'

/** An export that no other production file imports. */
export interface UnusedExport extends Finding {
  readonly unused: Unused
}

/** The exports of production files, and which of them no other production file imports. */
export function exportUse(sources: readonly Source[]): {
  readonly exports: number
  readonly unused: readonly UnusedExport[]
} {
  const byProduction = usedNames(sources, kind => kind === 'production')
  const byTests = usedNames(sources, kind => kind !== 'production')
  let exports = 0
  const unused: UnusedExport[] = []
  for (const source of sources.filter(({ kind }) => kind === 'production')) {
    for (const { start, entries } of source.module.staticExports) {
      for (const { exportName, localName } of entries) {
        const name = exportName.name ?? ''
        exports += 1
        if (byProduction.has(source.file, name)) continue
        const isOwn = isUsedInside(source, localName.name ?? name)
        const isTested = byTests.has(source.file, name)
        unused.push({ ...findingAt(source, start, name), unused: unusedBy(isOwn, isTested) })
      }
    }
  }
  return { exports, unused }
}

function unusedBy(isOwn: boolean, isTested: boolean): Unused {
  if (isOwn) return isTested ? 'own file and tests' : 'own file only'
  return isTested ? 'by tests only' : 'dead'
}

/** Which names files of some kinds take from which files. */
function usedNames(sources: readonly Source[], isMeant: (kind: SourceKind) => boolean) {
  const names = new Map<string, Set<string>>()
  const whole = new Set<string>()
  for (const { file, target, names: taken } of sources.filter(({ kind }) => isMeant(kind)).flatMap(importsOf)) {
    if (file === target) continue
    if (taken === undefined) whole.add(target)
    else names.set(target, new Set([...(names.get(target) ?? []), ...taken]))
  }
  return { has: (file: string, name: string) => whole.has(file) || (names.get(file)?.has(name) ?? false) }
}

/** Whether a file mentions a name of its own besides declaring it. */
function isUsedInside({ program }: Source, name: string): boolean {
  return nodesOf(program, 'Identifier').filter(node => node.name === name).length > 1
}
