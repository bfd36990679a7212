import type { Duration } from '../../../lib/duration.ts'
import { readFields } from '../../../lib/yaml/fields.ts'
import type { YamlMap, YamlReader } from '../../../lib/yaml/reader.ts'
import { reportContradictions, reportHead } from './contradictions.ts'
import { EXTRACT_FIELDS, STEP_FIELDS } from './fields.ts'
import { reportForeignExpectations } from './foreign-keys.ts'
import type { Extraction, Route, Step } from './model.ts'
import { expressions, isPointer, readExpectation } from './parse-expect.ts'
import { readRequest } from './parse-request.ts'
import { sentTarget } from './sendable.ts'

/** Reads the steps of a journey. */
export function readSteps(
  yaml: YamlReader,
  entry: YamlMap,
  maps: readonly YamlMap[] | undefined,
  { timeout, routes }: { readonly timeout: Duration | undefined; readonly routes: readonly Route[] },
): readonly Step[] {
  if (maps === undefined || maps.length === 0) {
    yaml.report(
      'no-steps',
      'A journey needs steps',
      yaml.keyNode(entry, 'steps') ?? yaml.keyNode(entry, 'kind'),
      'Write its requests under steps, in order.',
    )
    return []
  }
  const known = new Set<string>()
  return maps.flatMap(map => {
    const read = readFields(yaml, map, STEP_FIELDS)
    const request = readRequest(yaml, read.request)
    const texts = [read.target ?? '', request.body ?? '', ...Object.values(request.headers)]
    for (const name of texts.flatMap(placeholders)) {
      if (known.has(name)) continue
      yaml.report(
        'unknown-extraction',
        `Nothing called "${name}" was extracted before this step`,
        yaml.keyNode(map, 'name'),
        known.size === 0 ? 'Extract it in an earlier step.' : `Known here: ${[...known].join(', ')}.`,
      )
    }
    const extract = readExtractions(yaml, read.extract ?? [])
    for (const { name } of extract) known.add(name)
    if (read.target !== undefined) reportTarget(yaml, map, read.target)
    if (read.name === undefined || read.target === undefined) return []
    const expect = readExpectation(yaml, read.expect)
    const maySeeTls = routes.length === 0 || routes.some(route => route.isSecure) || expect.redirects.allow !== 'none'
    const foreign = reportForeignExpectations(yaml, read.expect, 'step')
    const takesBody = extract.some(({ from }) => from !== 'header')
    const asked = { expect, request, timeout, maySeeTls, takesBody }
    reportContradictions(yaml, read.expect, asked, foreign)
    reportHead(yaml, map, read.expect, asked)
    return [{ name: read.name, target: read.target, request, expect, extract }]
  })
}

function reportTarget(yaml: YamlReader, map: YamlMap, target: string): void {
  const sent = sentTarget(target)
  const { problem, help } =
    typeof sent !== 'string'
      ? { problem: `: ${sent.problem}`, help: sent.help }
      : !target.startsWith('/')
        ? { problem: '', help: 'Write a path that starts with "/"; the host comes from the probe’s path.' }
        : { problem: ': what follows "#" is not sent', help: 'Take it away, or write "%23" for the character itself.' }
  if (typeof sent === 'string' && target.startsWith('/') && !target.includes('#')) return
  yaml.report(
    'bad-target',
    `Cannot use ${JSON.stringify(target)} as a target${problem}`,
    yaml.node(map, 'target'),
    help,
  )
}

/** The names that stand in `{{name}}`. */
function placeholders(text: string): readonly string[] {
  return [...text.matchAll(/\{\{\s*([\w-]+)\s*\}\}/g)].map(match => match[1] ?? '')
}

function readExtractions(
  yaml: YamlReader,
  entries: readonly (readonly [name: string, map: YamlMap])[],
): readonly Extraction[] {
  return entries.flatMap(([name, map]) => {
    const read = readFields(yaml, map, EXTRACT_FIELDS)
    const kinds = (['json', 'header', 'body'] as const).filter(key => read[key] !== undefined)
    const [from] = kinds
    const what = from === undefined ? undefined : read[from]
    if (from === undefined || what === undefined || kinds.length > 1) {
      yaml.report(
        'one-extraction',
        `Cannot extract "${name}": its source is missing or ambiguous`,
        map,
        'Write exactly one of json, header, body.',
      )
      return []
    }
    if (from === 'json' && !isPointer(what)) {
      yaml.report(
        'bad-pointer',
        `Cannot use "${what}" as a JSON pointer`,
        yaml.node(map, 'json'),
        'Start every step with "/", as in /status/ready.',
      )
      return []
    }
    if (from === 'body' && expressions(yaml, map, 'body', [what]).length === 0) return []
    return [{ name, from, what }]
  })
}
