import { readFields } from '../../lib/yaml/fields.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import { ACTION_FIELDS, PROOF_FIELDS, PROOF_OF } from './fields.ts'
import type { NameReader } from './known.ts'
import type { Action, Bound, NamedAlert, Proof } from './model.ts'

/** Reads what was decided; a proof by an alert needs one that this incident expects. */
export function readActions(
  yaml: YamlReader,
  maps: readonly YamlMap[],
  alerts: readonly NamedAlert[],
  names: NameReader,
): readonly Action[] {
  return maps.flatMap((map): Action[] => {
    const { action, owner, proof } = readFields(yaml, map, ACTION_FIELDS)
    const read = proof && readProof(yaml, proof, alerts, names)
    return action === undefined || owner === undefined ? [] : [{ action, owner, proof: read }]
  })
}

const KINDS = Object.keys(PROOF_FIELDS) as readonly (keyof typeof PROOF_FIELDS)[]

function readProof(
  yaml: YamlReader,
  map: YamlMap,
  alerts: readonly NamedAlert[],
  names: NameReader,
): Proof | undefined {
  const read = readFields(yaml, map, PROOF_FIELDS)
  const given = KINDS.filter(kind => yaml.keyNode(map, kind) !== undefined)
  if (given.length !== 1) {
    const help = `Write one of ${KINDS.join(', ')}; what needs two is two actions.`
    yaml.report('one-proof', `A proof is one thing; here ${given.length === 0 ? 'is none' : 'are several'}`, map, help)
    return undefined
  }
  const alert = names(map, 'alert', 'alerts')
  if (alert !== undefined) {
    const help = 'Write it under `alerts:` with the time by which it fires.'
    if (!alerts.some(each => each.alert === alert))
      yaml.report('unreplayed-alert', `"${alert}" need not fire in this incident`, yaml.node(map, 'alert'), help)
    return { by: 'alert', alert }
  }
  const policy = names(map, 'policy', 'policies')
  if (policy !== undefined) return { by: 'policy', policy }
  if (read.test !== undefined) return readTest(yaml, read.test)
  if (read.runbook !== undefined) return readRunbook(yaml, read.runbook, names)
  return read.manifest === undefined ? undefined : readManifest(yaml, read.manifest)
}

function readTest(yaml: YamlReader, map: YamlMap): Proof | undefined {
  const { file, title } = readFields(yaml, map, PROOF_OF.test)
  return file === undefined || title === undefined ? undefined : { by: 'test', file, title }
}

function readRunbook(yaml: YamlReader, map: YamlMap, names: NameReader): Proof | undefined {
  const { says } = readFields(yaml, map, PROOF_OF.runbook)
  const runbook = names(map, 'name', 'runbooks')
  return runbook === undefined || says === undefined ? undefined : { by: 'runbook', runbook, says }
}

function readManifest(yaml: YamlReader, map: YamlMap): Proof | undefined {
  const { object, path, equal, ...bounds } = readFields(yaml, map, PROOF_OF.manifest)
  const found: readonly Bound[] = [
    ...(['at_least', 'at_most'] as const).flatMap((is): Bound[] => {
      const quantity = bounds[is]
      return quantity === undefined ? [] : [{ is, quantity }]
    }),
    ...(equal === undefined ? [] : [{ is: 'equal' as const, text: equal }]),
  ]
  const [bound] = found
  if (found.length !== 1 || bound === undefined) {
    yaml.report('one-bound', 'A value of a manifest has one bound', map, 'Write one of at_least, at_most and equal.')
    return undefined
  }
  return object === undefined || path === undefined ? undefined : { by: 'manifest', object, path, bound }
}
