import { readFields } from '../../../lib/yaml/fields.ts'
import type { YamlMap, YamlReader } from '../../../lib/yaml/reader.ts'
import { REQUEST_FIELDS } from './fields.ts'
import type { Request } from './model.ts'
import { SECRET_IN_FILE } from './redact.ts'

/** Headers that carry credentials. */
const SECRET_HEADERS = /^(authorization|cookie|proxy-authorization|x-api-key|.*-(token|secret|key))$/i

/** Reads `request`. */
export function readRequest(yaml: YamlReader, map: YamlMap | undefined): Request {
  if (map === undefined) return { method: 'GET', headers: {}, body: undefined, httpVersion: '1.1' }
  const read = readFields(yaml, map, REQUEST_FIELDS)
  const at = yaml.map(map, 'headers')
  for (const [name, value] of Object.entries(read.headers ?? {})) {
    const node = at && yaml.node(at, name)
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[\r\n\0]/.test(value)) {
      yaml.report(
        'bad-header',
        `Cannot send the header "${name}"`,
        node,
        'Use a header name of RFC 9110 and a value on one line.',
      )
    } else if (SECRET_HEADERS.test(name) && !/\$\{(env|file):/.test(String(node ?? ''))) {
      yaml.report(
        SECRET_IN_FILE,
        `The header "${name}" holds a secret in plain text`,
        node,
        `Write \${env:NAME} or \${file:PATH} instead, and replace the secret, which was readable in the file.`,
      )
    }
  }
  const headers = Object.entries(read.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const)
  return {
    method: read.method ?? 'GET',
    headers: Object.fromEntries(headers),
    body: read.body,
    httpVersion: read.http_version === '2' ? '2' : '1.1',
  }
}
