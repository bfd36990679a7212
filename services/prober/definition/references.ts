import type { Duration } from '../../../lib/duration.ts'
import type { YamlReader } from '../../../lib/yaml/reader.ts'
import type { Secret } from './model.ts'

/** What a definitions file may refer to, and what only code outside the core can answer. */
export interface References {
  readonly env: (name: string) => string | undefined
  /** The text of a file, or why it cannot be read; undefined when that is not known. */
  readonly file: (path: string) => string | UnreadableFile | undefined
  /** What is wrong with a cron expression, in words; undefined when it is valid. */
  readonly cronMistake: (expression: string) => string | undefined
  /** The least distance of two slots of a cron expression. */
  readonly cronInterval: (expression: string) => Duration
  /** The longest distance of two slots that follow each other. */
  readonly cronLongestGap: (expression: string) => Duration
}

/** Why a file cannot be read, in a sentence without its end. */
export interface UnreadableFile {
  readonly problem: string
}

/** What is wrong with a file that was referred to, in a sentence. */
export function fileProblem(path: string, found: UnreadableFile | undefined): string {
  return `Cannot read the file ${path}${found === undefined ? '' : `: ${found.problem}`}`
}

/** The keys whose values are sent to a server. */
const SENT: ReadonlySet<string> = new Set(['headers', 'body', 'send'])

const REFERENCE = /\$\{(env|file):([^}:]+)(?::-([^}]*))?\}/g

function problemOf(path: string, found: ReturnType<References['file']>): string {
  return typeof found === 'string' ? `The file ${path} is empty` : fileProblem(path, found)
}

/**
 * A reader that replaces `${env:NAME}`, `${env:NAME:-otherwise}` and `${file:PATH}` with their values. A value without a
 * default is treated as a secret, since a default in the file is public anyway; so is what is sent in headers and
 * bodies, unless it is the default.
 */
export function withReferences(yaml: YamlReader, { env, file }: References, secrets: Secret[]): YamlReader {
  const expand = (text: string, at: ReturnType<YamlReader['node']>, isSent = false): string =>
    text.replace(REFERENCE, (source: string, kind: 'env' | 'file', name: string, otherwise: string | undefined) => {
      const found = kind === 'env' ? env(name) : file(name)
      const value = (typeof found === 'string' ? (kind === 'env' ? found : found.trimEnd()) : '') || otherwise
      if (value === undefined) {
        yaml.report(
          kind === 'env' ? 'unset-variable' : 'unreadable-file',
          kind === 'env' ? `The environment variable ${name} is not set` : problemOf(name, found),
          at,
          kind === 'env' ? `Set it, or write a default: \${env:${name}:-value}.` : 'Check its path and permissions.',
        )
        return ''
      }
      if ((isSent || otherwise === undefined) && value !== '' && value !== otherwise) secrets.push({ value, source })
      return value
    })
  return {
    ...yaml,
    string(map, key) {
      const text = yaml.string(map, key)
      return text === undefined ? undefined : expand(text, yaml.node(map, key), SENT.has(key))
    },
    scalar(map, key) {
      const text = yaml.scalar(map, key)
      return text === undefined ? undefined : expand(text, yaml.node(map, key))
    },
    strings(map, key) {
      const texts = Object.entries(yaml.strings(map, key))
      const at = yaml.map(map, key)
      return Object.fromEntries(
        texts.map(([name, text]) => [name, expand(text, at && yaml.node(at, name), SENT.has(key))]),
      )
    },
    texts: (map, key) => yaml.texts(map, key).map(text => expand(text, yaml.node(map, key))),
  }
}

/** A reader that takes a text with references for an absent one: only an environment can say what it is. */
export function withoutReferences(yaml: YamlReader): YamlReader {
  return {
    ...yaml,
    string(map, key) {
      const text = yaml.string(map, key)
      return text?.search(REFERENCE) === -1 ? text : undefined
    },
  }
}
