import { isMap, isScalar, type Node, type YAMLMap } from 'yaml'
import { type Diagnostic, type DiagnosticSeverity, diagnosticAt, type SourceFile } from '../diagnostic/diagnostic.ts'
import { didYouMean } from '../did-you-mean.ts'
import { isEmptyNode, type YamlKeys, type YamlStyle } from './keys.ts'
import { offsetsInScalar } from './position.ts'

/** What can be said against a file, each with its place. */
export interface YamlComplaints {
  /** Complains at a node, or at the start of the file when there is none. */
  report(code: string, message: string, at: Node | null | undefined, help?: string): void
  /** The same as a warning, for something that works but was probably not intended. */
  warn(code: string, message: string, at: Node | null | undefined, help?: string): void
  /** Complains about a part of the text under `key`, given as offsets in its value. */
  reportInside(map: YAMLMap, key: string, range: readonly [number, number], problem: InsideProblem): void
  /** Complains about every key of `map` that is not in `known`. */
  onlyKeys(map: YAMLMap, known: readonly string[]): void
  /** Complains unless `map` has `key` with a value. */
  require(map: YAMLMap, key: string, help: string): void
}

/** A complaint about a part of a text. */
interface InsideProblem {
  readonly severity: DiagnosticSeverity
  readonly code: string
  readonly message: string
  readonly help?: string
}

/** Collects complaints about a file into `diagnostics`. */
export function complaintsAbout(
  file: SourceFile,
  diagnostics: Diagnostic[],
  { node, keyNode, isAliased }: YamlKeys,
  style: YamlStyle,
): YamlComplaints {
  // A value read more than once, through aliases and merges, is reported once.
  const reported = new Set<string>()
  const offsets = new Map<Node, (valueOffset: number) => number>()
  const reportOnce = (range: readonly [number, number], problem: InsideProblem): void => {
    const once = JSON.stringify([range, problem.code, problem.message])
    if (reported.has(once)) return
    reported.add(once)
    diagnostics.push(diagnosticAt(file, range, problem))
  }
  const complain = (severity: DiagnosticSeverity): YamlComplaints['report'] => {
    return (code, message, at, help) => {
      const range: [number, number] = at?.range ? [at.range[0], at.range[1]] : [0, 1]
      const better = severity === 'error' && !isMap(at) ? style.whyWrong?.(file.text.slice(...range)) : undefined
      const said = better ?? help
      reportOnce(range, { severity, code, message, ...(said === undefined ? {} : { help: said }) })
    }
  }
  const [report, warn] = [complain('error'), complain('warning')]
  return {
    report,
    warn,
    reportInside(map, key, [start, end], problem) {
      const value = node(map, key)
      if (value === undefined) return
      const offsetOf = offsets.get(value) ?? offsetsInScalar(file.text, value)
      offsets.set(value, offsetOf)
      const from = offsetOf(start)
      reportOnce([from, offsetOf(Math.max(start, end - 1)) + 1], problem)
    },
    onlyKeys(map, known) {
      for (const { key } of map.items) {
        const name = isScalar(key) ? String(key.value) : undefined
        if (name !== undefined && known.includes(name)) continue
        const same = name === undefined ? undefined : known.find(candidate => style.isSameKey(name, candidate))
        if (same !== undefined) {
          warn('key-spelling', `"${name}" is read as "${same}"`, key as Node, `Write "${same}".`)
          continue
        }
        const message = name === undefined ? 'A key must be text' : `Unknown key "${name}"`
        complain(style.unknownKeys)('unknown-key', message, key as Node, helpForKey(name, known))
      }
    },
    require(map, key, help) {
      const value = node(map, key)
      // An alias of nothing has been reported already.
      if (!isEmptyNode(value) || (value === undefined && isAliased(map, key))) return
      // The key, or the first one beside it, marks the place better than the mapping's whole range does.
      const at = keyNode(map, key) ?? (map.items[0]?.key as Node | undefined) ?? map
      report('missing-key', `Missing key "${key}"`, at, help)
    },
  }
}

function helpForKey(name: string | undefined, known: readonly string[]): string {
  const meant = name === undefined ? undefined : didYouMean(name, known)
  return meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${meant}"?`
}
