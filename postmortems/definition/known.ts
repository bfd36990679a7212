import { didYouMean } from '../../lib/did-you-mean.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'

/** What an incident may name, of the project that it is in. */
export interface Known {
  readonly slos: readonly { readonly id: string; readonly service: string }[]
  /** The names of alerts. */
  readonly alerts: readonly string[]
  readonly policies: readonly string[]
  readonly runbooks: readonly string[]
  /** What the pods of a release can do in the scenarios of a deploy; undefined where no one knows. */
  readonly images: readonly string[] | undefined
  /** How a deploy can end. */
  readonly ends: readonly string[]
}

/** What a name can be the name of. */
const WORDS = {
  alerts: ['unknown-alert', 'alert'],
  policies: ['unknown-policy', 'policy'],
  runbooks: ['unknown-runbook', 'runbook'],
  images: ['unknown-image', 'image of the scenarios'],
  ends: ['unknown-end', 'end of a deploy'],
} as const satisfies Partial<Record<keyof Known, readonly [code: string, noun: string]>>

/** Reads a name under a key; one that the project does not have is reported. */
export type NameReader = (map: YamlMap, key: string, of: keyof typeof WORDS) => string | undefined

export function knownReader(yaml: YamlReader, known: Known): NameReader {
  return (map, key, of) => {
    if (yaml.keyNode(map, key) === undefined) return undefined
    const name = yaml.string(map, key)
    const names = known[of]
    if (name === undefined || names === undefined || names.includes(name)) return name
    const [code, noun] = WORDS[of]
    const meant = didYouMean(name, names)
    const help = meant === undefined ? `Known: ${[...new Set(names)].join(', ')}.` : `Did you mean "${meant}"?`
    yaml.report(code, `There is no ${noun} "${name}"`, yaml.node(map, key), help)
    return undefined
  }
}
