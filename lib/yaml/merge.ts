import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml'

/** What complains about a node. */
type ComplainAt = (code: string, message: string, at: Node, help: string) => void

/** The limit of merged keys; only merges of merges exceed it. */
const MAX_MERGED_KEYS = 20_000

/** Whether a key is YAML 1.1's merge key, which sloth and Kubernetes read and YAML 1.2 has dropped. */
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN'
}

/**
 * Puts the keys of what `<<` names into each mapping, behind its own ones, which win; of several sources the first
 * wins. The keys stay the nodes they are, so that whatever is wrong with them is said where they are written.
 */
export function expandMerges(
  maps: readonly YAMLMap[],
  target: (alias: Node) => Node | undefined,
  complain: ComplainAt,
): void {
  let merged = 0
  // A mapping ends behind all that it can merge, so that what is merged is whole already.
  const inOrder = maps.filter(map => map.items.some(({ key }) => isMergeKey(key))).sort((a, b) => endOf(a) - endOf(b))
  for (const map of inOrder) {
    const own = map.items.filter(({ key }) => !isMergeKey(key))
    const names = new Set(own.map(({ key }) => nameOf(key)))
    const others = map.items.filter(({ key }) => isMergeKey(key)).flatMap(pair => sourcesOf(pair, target, complain))
    for (const pair of others.flatMap(source => source.items)) {
      if (names.has(nameOf(pair.key)) || merged >= MAX_MERGED_KEYS) continue
      names.add(nameOf(pair.key))
      own.push(pair)
      merged += 1
      if (merged === MAX_MERGED_KEYS) complain('too-many-aliases', 'Too many merged keys', map, 'Write the values out.')
    }
    map.items = own
  }
}

function sourcesOf(pair: Pair, target: (alias: Node) => Node | undefined, complain: ComplainAt): readonly YAMLMap[] {
  const written = isSeq(pair.value) ? pair.value.items : [pair.value]
  return written.flatMap(item => {
    const source = isAlias(item) ? target(item) : item
    if (isMap(source)) return [source]
    // An alias of nothing has been reported already.
    const at = isAlias(item) && source === undefined ? undefined : ((item ?? pair.key) as Node)
    if (at !== undefined)
      complain(
        'bad-merge',
        'Only a mapping can be merged',
        at,
        'Write `<<: *name` with the anchor of a mapping, or a list of such.',
      )
    return []
  })
}

function endOf(node: Node): number {
  return node.range?.[1] ?? 0
}

function nameOf(key: unknown): unknown {
  return isScalar(key) ? key.value : key
}
