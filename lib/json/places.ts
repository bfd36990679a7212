import { isNode, parseDocument } from 'yaml'
import type { SourceFile } from '../diagnostic/diagnostic.ts'
import type { JsonPath } from './path.ts'

/** Where each value of a JSON text stands. JSON is YAML, and its reader keeps the places. */
export function placesOf(file: SourceFile): (path: JsonPath) => readonly [number, number] {
  const document = parseDocument(file.text)
  return path => {
    for (let length = path.length; length > 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true)
      if (!isNode(node) || !node.range) continue
      const [start, end] = node.range
      // For a value that spans lines, such as a whole panel, the range is that of its first line.
      const lineEnd = file.text.indexOf('\n', start)
      return [start, lineEnd === -1 ? end : Math.min(end, lineEnd)]
    }
    return [0, 1]
  }
}
