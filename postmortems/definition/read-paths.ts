import { readFields } from '../../lib/yaml/fields.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import type { Answerer, Path, Phase } from '../../services/prober/contract/names.ts'
import { REASONS, type Reason } from '../../services/prober/contract/reasons.ts'
import { PATH_FIELDS } from './fields.ts'
import type { PathEnd } from './model.ts'

/** Reads how bad requests end on each path. */
export function readPaths(
  yaml: YamlReader,
  entries: readonly (readonly [name: string, value: YamlMap])[],
): ReadonlyMap<Path, PathEnd> {
  return new Map(
    entries.flatMap(([name, map]): [Path, PathEnd][] => {
      const read = readFields(yaml, map, PATH_FIELDS)
      const [ends, phase] = [read.ends as PathEnd['ends'] | undefined, (read.phase ?? 'wait') as Phase]
      if (ends === undefined) return []
      const phases: readonly Phase[] = ends === 'slow' ? ['wait'] : REASONS[ends as Reason].phases
      if (!phases.includes(phase)) {
        const help = `It ends in ${phases.join(' or ')}.`
        const place = yaml.node(map, 'phase') ?? yaml.node(map, 'ends')
        yaml.report('impossible-end', `No request ends with ${ends} in the phase ${phase}`, place, help)
      }
      const answeredBy = read.answered_by as Answerer | undefined
      const { status, share = 1, alive: isAlive = true } = read
      return [[name as Path, { ends, phase, answeredBy, status, share, isAlive }]]
    }),
  )
}
