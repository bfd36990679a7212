import { isMap, isNode, isPair, isScalar, parseDocument } from 'yaml'

/** The text of a site file with the cluster's UID after what is said of it; all else stays as it was written. */
export function withClusterUid(text: string, uid: string): string {
  const document = parseDocument(text)
  const cluster = document.get('cluster')
  const [first] = isMap(cluster) ? cluster.items : []
  const last = isMap(cluster) ? cluster.items.at(-1) : undefined
  const start = isPair(first) && isScalar(first.key) ? first.key.range?.[0] : undefined
  const end = isPair(last) && isNode(last.value) ? last.value.range?.[1] : undefined
  if (start === undefined || end === undefined || (isMap(cluster) && cluster.flow === true)) {
    document.setIn(['cluster', 'uid'], uid)
    return document.toString({ lineWidth: 0 })
  }
  const indentation = ' '.repeat(start - (text.lastIndexOf('\n', start) + 1))
  const lineEnd = text.indexOf('\n', end - 1)
  const at = lineEnd === -1 ? text.length : lineEnd
  return `${text.slice(0, at)}\n${indentation}uid: ${uid}${text.slice(at)}`
}
