import { readFields } from '../../../lib/yaml/fields.ts'
import type { YamlMap, YamlReader } from '../../../lib/yaml/reader.ts'
import { REQUEST_FIELDS } from './fields.ts'
import type { Request } from './model.ts'
import { SECRET_IN_FILE } from './redact.ts'
import { unsendableHeader } from './sendable.ts'

/** Headers that carry credentials. */
const SECRET_HEADERS = /^(authorization|cookie|proxy-authorization|x-api-key|.*-(token|secret|key))$/i

/** Reads `request`. */
export function readRequest(yaml: YamlReader, map: YamlMap | undefined): Request {
  if (map === undefined) return { method: 'GET', headers: {}, body: undefined, httpVersion: '1.1' }
  const read = readFields(yaml, map, REQUEST_FIELDS)
  reportHeaders(yaml, map, read.headers ?? {}, read.body)
  const headers = Object.entries(read.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const)
  return {
    method: read.method ?? 'GET',
    headers: Object.fromEntries(headers),
    body: read.body,
    httpVersion: read.http_version === '2' ? '2' : '1.1',
  }
}

/** A value that an earlier step gives is known only when it is sent. */
const PLACEHOLDER = /\{\{\s*[\w-]+\s*\}\}/g

function reportHeaders(
  yaml: YamlReader,
  map: YamlMap,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
): void {
  const at = yaml.map(map, 'headers')
  const names = new Set<string>()
  for (const [name, value] of Object.entries(headers)) {
    const node = at && yaml.node(at, name)
    const isOpen = name.toLowerCase() === 'content-length' && `${value}${body}`.search(PLACEHOLDER) !== -1
    const mistake = isOpen ? undefined : unsendableHeader(name, value.replace(PLACEHOLDER, ''), { body })
    if (mistake !== undefined) {
      yaml.report('bad-header', `Cannot send the header "${name}": ${mistake.problem}`, node, mistake.help)
    } else if (names.has(name.toLowerCase())) {
      yaml.report(
        'bad-header',
        `There are two headers "${name.toLowerCase()}"`,
        node,
        'Keep one: case is no difference.',
      )
    } else if (SECRET_HEADERS.test(name) && !/\$\{(env|file):/.test(String(node ?? ''))) {
      yaml.report(
        SECRET_IN_FILE,
        `The header "${name}" holds a secret in plain text`,
        node,
        `Write \${env:NAME} or \${file:PATH} instead, and replace the secret, which was readable in the file.`,
      )
    }
    names.add(name.toLowerCase())
  }
}
