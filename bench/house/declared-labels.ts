import { declaresLabels } from './labels.ts'
import type { Source } from './source.ts'
import { topLevel, walk } from './syntax.ts'

/** The labels of our metrics and alerts; those of a checkout that declares none of them yet are these as well. */
const KNOWN: readonly string[] = [
  ...['probe', 'path', 'vantage', 'budget', 'reason', 'phase', 'domain', 'answered_by', 'code_class', 'role', 'cause'],
  ...['outcome', 'version', 'release', 'method', 'route', 'code'],
  ...['sloth_id', 'sloth_service', 'sloth_slo', 'sloth_window', 'sloth_severity'],
  ...['sloth_objective', 'sloth_spec', 'sloth_mode', 'sloth_version'],
]

/** The labels that the constants of a checkout declare, and those that we know. */
export function labelsOf(sources: readonly Source[]): ReadonlySet<string> {
  return new Set([...KNOWN, ...sources.filter(({ file }) => declaresLabels(file)).flatMap(labelConstants)])
}

/** The values of a file's constants that are called labels: `LABELS = { probe: 'probe' }`. */
export function labelConstants({ program }: Source): readonly string[] {
  const found: string[] = []
  for (const declaration of topLevel(program)) {
    if (declaration.type !== 'VariableDeclaration') continue
    for (const { id, init } of declaration.declarations) {
      if (id.type !== 'Identifier' || init === null || !/LABELS?$/.test(id.name)) continue
      walk(init, (node, [parent]) => {
        const isKey = parent?.type === 'Property' && parent.key === node
        if (node.type === 'Literal' && typeof node.value === 'string' && !isKey) found.push(node.value)
      })
    }
  }
  return found
}
