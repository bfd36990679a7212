import { didYouMean } from '../../lib/did-you-mean.ts'
import { inSeconds } from '../../lib/duration.ts'
import { placeholdersInText } from '../../lib/promql/query/placeholders.ts'
import { promqlProblems } from '../../lib/promql/syntax.ts'
import { blankTemplates, templateProblems } from '../../lib/promql/template.ts'
import { bucketMatcher } from '../../lib/promql/write-selector.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import type { EventSli, Sli } from '../core/model.ts'
import { type ParseContext, queryRules, queryUse } from './parse-context.ts'
import { readProbe, tooSlow } from './parse-probe.ts'
import type { SliPlugin } from './plugins/plugin.ts'
import { eventsSli, ratioSli } from './query/events-sli.ts'
import { latencyProblems } from './query/latency-checks.ts'
import { rewritten, unwritten } from './query/placed-query.ts'
import { readQuery } from './query/read-query.ts'
import { LATENCY_SLI_FIELDS } from './slo-fields.ts'
import type { Spelling } from './spelling.ts'

/** What reading an SLI needs to know of the SLO around it. */
export interface SliSurroundings {
  readonly context: ParseContext
  readonly spelling: Spelling
  readonly service: string
  readonly name: string
  readonly objectivePercent: number
  readonly labels: Readonly<Record<string, string>>
  /** Whether queries are PromQL; a chain of sloth's plugins may replace the check by another. */
  readonly isPromql: boolean
}

type ReadKind = (yaml: YamlReader, map: YamlMap, around: SliSurroundings) => Sli | undefined

/** Each kind of SLI, and who reads it. */
const KINDS: Readonly<Record<string, ReadKind>> = {
  events: readEvents,
  raw: readRaw,
  plugin: readPlugin,
  probe: (yaml, map, { context }) => readProbe(yaml, map, context.probes),
  latency: readLatency,
  fused: readFused,
}

/** Reads `sli:`, which must hold exactly one kind. */
export function readSli(yaml: YamlReader, map: YamlMap, around: SliSurroundings): Sli | undefined {
  const known = Object.keys(KINDS)
  yaml.onlyKeys(map, known)
  const kinds = known.filter(kind => yaml.node(map, kind) !== undefined)
  const [kind = ''] = kinds
  const read = KINDS[kind]
  if (read === undefined || kinds.length > 1) {
    const found = kinds.length === 0 ? 'is none' : `are ${kinds.join(' and ')}`
    const at = yaml.keyNode(map, kinds[1] ?? '') ?? map
    yaml.report('one-sli', `An SLI needs exactly one kind; here ${found}`, at, `Write one of ${known.join(', ')}.`)
    return undefined
  }
  const value = yaml.map(map, kind)
  return value === undefined ? undefined : read(yaml, value, around)
}

function readEvents(
  yaml: YamlReader,
  map: YamlMap,
  { context, spelling, isPromql }: SliSurroundings,
): EventSli | undefined {
  yaml.onlyKeys(map, [spelling.errorQuery, spelling.totalQuery])
  const rules = { ...queryRules(context), isPromql }
  const error = readQuery(yaml, map, spelling.errorQuery, rules)
  const total = readQuery(yaml, map, spelling.totalQuery, rules)
  if (error === undefined || total === undefined) return undefined
  return isPromql
    ? eventsSli(error, total, queryUse(context))
    : { kind: 'events', errorQuery: error.text, totalQuery: total.text }
}

function readRaw(yaml: YamlReader, map: YamlMap, { context, spelling, isPromql }: SliSurroundings): Sli | undefined {
  yaml.onlyKeys(map, [spelling.errorRatioQuery])
  const query = readQuery(yaml, map, spelling.errorRatioQuery, { ...queryRules(context), isPromql })
  if (query === undefined) return undefined
  const sli = isPromql ? ratioSli(query, queryUse(context)) : ({ kind: 'ratio', errorRatioQuery: query.text } as const)
  if (sli?.kind === 'ratio' && context.flavour === 'leadline') {
    const message = 'A ratio has no event counts, so a quiet hour weighs as much as a busy one'
    const help = 'Write `events` with an error and a total query, or the ratio as bad / all.'
    yaml.warn('ratio-not-weighted', message, yaml.keyNode(map, spelling.errorRatioQuery), help)
  }
  return sli
}

function readPlugin(yaml: YamlReader, map: YamlMap, around: SliSurroundings): Sli | undefined {
  yaml.onlyKeys(map, ['id', 'options'])
  yaml.require(map, 'id', 'Name the plugin, such as `id: sloth-common/traefik/v2/availability`.')
  const id = yaml.string(map, 'id')
  const options = yaml.strings(map, 'options')
  if (id === undefined) return undefined
  const plugin = around.context.sliPlugins.get(id)
  if (plugin === undefined) {
    const known = [...around.context.sliPlugins.keys()]
    const meant = didYouMean(id, known)
    const help = meant === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${meant}"?`
    yaml.report('unknown-plugin', `There is no SLI plugin "${id}"`, yaml.node(map, 'id'), help)
    return undefined
  }
  const optionsMap = yaml.map(map, 'options')
  if (optionsMap !== undefined) yaml.onlyKeys(optionsMap, Object.keys(plugin.options))
  for (const [option, text] of Object.entries(options)) {
    for (const { code, message, help } of placeholdersInText(text))
      yaml.warn(code, message, optionsMap && yaml.node(optionsMap, option), help)
  }
  const query = askPlugin(yaml, map, plugin, options, around)
  return query === undefined ? undefined : ratioSli(unwritten(query), queryUse(around.context))
}

function askPlugin(
  yaml: YamlReader,
  map: YamlMap,
  plugin: SliPlugin,
  options: Readonly<Record<string, string>>,
  { context, service, name, objectivePercent, labels }: SliSurroundings,
): string | undefined {
  const meta = { service, slo: name, objective: String(objectivePercent) }
  const answer = plugin.query({ meta, labels, options })
  const optionsMap = yaml.map(map, 'options')
  if ('problem' in answer) {
    const at = optionsMap && answer.option ? yaml.node(optionsMap, answer.option) : undefined
    const help = Object.entries(plugin.options).map(([option, what]) => `${option}: ${what}`)
    yaml.report('plugin-options', answer.problem, at ?? yaml.node(map, 'id'), `Its options: ${help.join('; ')}.`)
    return undefined
  }
  const query = context.flavour === 'sloth' ? (answer.slothQuery ?? answer.query) : answer.query
  const [problem] = [...templateProblems(query), ...promqlProblems(blankTemplates(query))]
  if (problem === undefined) return query.trim()
  yaml.report('plugin-options', `The plugin gives a wrong query: ${problem.message}`, optionsMap ?? map, problem.help)
  return undefined
}

function readLatency(yaml: YamlReader, map: YamlMap, { context }: SliSurroundings): EventSli | undefined {
  yaml.onlyKeys(map, Object.keys(LATENCY_SLI_FIELDS))
  yaml.require(map, 'histogram', 'Name the histogram without its suffix, such as http_request_duration_seconds.')
  yaml.require(map, 'threshold', 'Write the longest duration of a good event, such as `threshold: 300ms`.')
  const histogram = yaml.string(map, 'histogram')
  const threshold = yaml.duration(map, 'threshold')
  const matchers =
    yaml
      .string(map, 'selector')
      ?.replace(/^\s*\{|\}\s*$/g, '')
      .trim() ?? ''
  const total = yaml.node(map, 'total') === undefined ? undefined : readQuery(yaml, map, 'total', queryRules(context))
  if (histogram === undefined || threshold === undefined) return undefined
  const bound = bucketMatcher(inSeconds(threshold))
  const le = typeof bound === 'string' ? `le="${bound}"` : `le${bound[0]}"${bound[1].replaceAll('\\', '\\\\')}"`
  const join = (...parts: string[]) => parts.filter(part => part !== '').join(',')
  const good = `sum(rate(${histogram}_bucket{${join(matchers, le)}}[{{.window}}]))`
  const all = total ?? unwritten(`sum(rate(${histogram}_count{${matchers}}[{{.window}}]))`)
  const [problem] = promqlProblems(blankTemplates(good))
  if (problem !== undefined) {
    const at = yaml.node(map, 'selector') ?? yaml.node(map, 'histogram')
    yaml.report(problem.code, problem.message, at, problem.help)
    return undefined
  }
  for (const { severity, code, message, help, key } of latencyProblems({ histogram, matchers, threshold })) {
    const complain = severity === 'error' ? yaml.report : yaml.warn
    complain(code, message, yaml.node(map, key), help)
    if (severity === 'error') return undefined
  }
  return eventsSli(rewritten(all, tooSlow(all.text, good)), all, 'normal')
}

/**
 * Probes and real traffic counted together: real events outnumber the probes by day, and without them the probes decide
 * alone.
 */
function readFused(yaml: YamlReader, map: YamlMap, around: SliSurroundings): EventSli | undefined {
  yaml.onlyKeys(map, ['probe', 'events'])
  yaml.require(map, 'probe', 'Name the probe that decides without real traffic.')
  yaml.require(map, 'events', 'Count the real events with an error and a total query.')
  const [probeMap, eventsMap] = [yaml.map(map, 'probe'), yaml.map(map, 'events')]
  const probe = probeMap && readProbe(yaml, probeMap, around.context.probes)
  const events = eventsMap && readEvents(yaml, eventsMap, around)
  if (probe === undefined || events === undefined) return undefined
  const both = (a: string, b: string, none: string) => `sum((${a}) or ${none}) + sum((${b}) or ${none})`
  const totalQuery = both(
    probe.totalQuery,
    events.totalQuery,
    `0 * (${probe.totalQuery}) or 0 * (${events.totalQuery})`,
  )
  const errorQuery = both(
    probe.errorQuery,
    events.errorQuery,
    `0 * (${probe.totalQuery}) or 0 * (${events.totalQuery})`,
  )
  const newer = events.isNewer === true ? { isNewer: true as const } : {}
  return { kind: 'events', errorQuery, totalQuery, parts: [probe, events], ...newer }
}
