import { isScalar } from 'yaml'
import { didYouMean } from '../../lib/did-you-mean.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import type { RuleGroupSettings, Slo, Spec } from '../core/model.ts'
import { NO_PLUGINS, type PluginChain, type PluginUse } from '../sloth/plugin-chain.ts'
import { isSloPlugin, SLO_PLUGIN_IDS } from '../sloth/plugins.ts'
import { readAlerting } from './alerting.ts'
import { checkJudgeable, checkReach, readMetadata, readName } from './fields.ts'
import { INFO_LABELS, readLabels } from './labels.ts'
import { readObjective } from './objective.ts'
import type { ParseContext } from './parse-context.ts'
import { readSli } from './parse-sli.ts'
import { readPeriod } from './period.ts'
import type { PlacedDocument, PlacedSlo } from './placed.ts'
import { readRuleGroup } from './rule-group.ts'
import { SLO_FILE_FIELDS, sloFields } from './slo-fields.ts'
import { CAMEL_CASE, SNAKE_CASE, type Spelling } from './spelling.ts'
import { readTraffic } from './traffic.ts'

const FIELDS = sloFields(SNAKE_CASE)
const CRD_FIELDS = sloFields(CAMEL_CASE)

/** Reads one document of sloth's `prometheus/v1`. */
export function readSloth(yaml: YamlReader, root: YamlMap, context: ParseContext): PlacedDocument {
  yaml.onlyKeys(root, [...knownKeys(SLO_FILE_FIELDS, SNAKE_CASE, context), ...holdersIn(root)])
  return {
    spec: 'prometheus/v1',
    slos: readService(yaml, root, { context, spelling: SNAKE_CASE, spec: 'prometheus/v1', fields: FIELDS }),
  }
}

/** The keys that a flavour reads: sloth knows no settings of its groups. */
function knownKeys(fields: object, spelling: Spelling, { flavour }: ParseContext): readonly string[] {
  return Object.keys(fields).filter(key => flavour === 'leadline' || key !== spelling.ruleGroup)
}

/** Keys for what aliases and merges use (`x-…`); nothing else reads them. */
function holdersIn(root: YamlMap): readonly string[] {
  return root.items.flatMap(({ key }) => (isScalar(key) && /^x-/.test(String(key.value)) ? [String(key.value)] : []))
}

/** Reads one Kubernetes resource `PrometheusServiceLevel`. */
export function readCrd(yaml: YamlReader, root: YamlMap, context: ParseContext): PlacedDocument {
  yaml.onlyKeys(root, ['apiVersion', 'kind', 'metadata', 'spec', 'status'])
  const metadata = readMetadata(yaml, root)
  yaml.require(root, 'spec', 'Describe the service: `spec: { service: …, slos: […] }`.')
  const spec = yaml.map(root, 'spec')
  const around = { context, spelling: CAMEL_CASE, spec: 'sloth.slok.dev/v1', fields: CRD_FIELDS } as const
  if (spec !== undefined) yaml.onlyKeys(spec, knownKeys(CRD_FIELDS.service, CAMEL_CASE, context))
  const slos = spec === undefined ? [] : readService(yaml, spec, around)
  return { spec: 'sloth.slok.dev/v1', slos, ...(metadata === undefined ? {} : { metadata }) }
}

interface DocumentContext {
  readonly context: ParseContext
  readonly spelling: Spelling
  readonly spec: Spec
  readonly fields: ReturnType<typeof sloFields>
}

interface Service {
  readonly name: string | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly infoLabels: Readonly<Record<string, string>>
  readonly group: RuleGroupSettings | undefined
  readonly plugins: PluginChain
}

function readService(yaml: YamlReader, map: YamlMap, around: DocumentContext): readonly PlacedSlo[] {
  const service: Service = {
    name: readName(yaml, map, 'service', 'Name the service, such as `service: web`.'),
    labels: readLabels(yaml, map, around.context),
    infoLabels: readLabels(yaml, map, around.context, false, INFO_LABELS),
    group: readRuleGroup(yaml, map, around.spelling, around.context),
    plugins: readPlugins(yaml, map, around.spelling.sloPlugins, around.context),
  }
  yaml.require(map, 'slos', 'List at least one SLO under `slos:`.')
  const entries = yaml.maps(map, 'slos')
  const list = yaml.plain(map, 'slos')
  if (Array.isArray(list) && list.length === 0) {
    yaml.report(
      'no-slos',
      '"slos" must list at least one SLO',
      yaml.keyNode(map, 'slos'),
      'Write one, or delete the file.',
    )
  }
  return entries.flatMap(entry => readSlo(yaml, entry, service, around) ?? [])
}

function readSlo(yaml: YamlReader, entry: YamlMap, service: Service, around: DocumentContext): PlacedSlo | undefined {
  const { context, spelling, spec } = around
  yaml.onlyKeys(entry, knownKeys(around.fields.slo, spelling, context))
  const name = readName(yaml, entry, 'name', 'Name the SLO, such as `name: edge-availability`.')
  const objectivePercent = readObjective(yaml, entry, context)
  const labels = { ...service.labels, ...readLabels(yaml, entry, context) }
  const infoLabels = { ...service.infoLabels, ...readLabels(yaml, entry, context, false, INFO_LABELS) }
  const group = { ...service.group, ...readRuleGroup(yaml, entry, spelling, context) }
  const named = { context, spelling, service: service.name ?? '', name: name ?? '' }
  yaml.require(entry, 'sli', 'Write what is counted: `sli: { probe: { probe: home, path: edge } }` or `sli.events`.')
  const plugins = joinPlugins(service.plugins, readPlugins(yaml, entry, 'plugins', context))
  const sliMap = yaml.map(entry, 'sli')
  const asked = {
    objectivePercent: objectivePercent ?? 0,
    labels: service.labels,
    isPromql: isPromql(plugins, context),
  }
  const counted = sliMap && readSli(yaml, sliMap, { ...named, ...asked })
  const sli = readTraffic(yaml, entry, counted, context)
  const alerting = readAlerting(yaml, entry, named)
  const description = yaml.string(entry, 'description') ?? ''
  const period = readPeriod(yaml, entry, context)
  if (!service.name || !name || objectivePercent === undefined || sli === undefined || period === undefined)
    return undefined
  const objective = Number((objectivePercent / 100).toPrecision(12))
  const objectives = { service: service.name, name, description, objective, objectivePercent }
  const more = {
    ...(Object.keys(infoLabels).length === 0 ? {} : { infoLabels }),
    ...(Object.keys(group).length === 0 ? {} : { group }),
  }
  const slo: Slo = { ...objectives, ...period, labels, sli, alerting, spec, ...more }
  checkReach(yaml, entry, 'objective', slo, context)
  if (context.flavour === 'leadline') checkJudgeable(yaml, entry, 'objective', slo)
  if (context.flavour === 'leadline' && plugins.uses.length > 0) {
    const help = 'Generate with `--compat sloth` to have them run.'
    yaml.warn(
      'plugins-ignored',
      "sloth's SLO plugins change sloth's rules, not ours",
      yaml.keyNode(entry, 'plugins'),
      help,
    )
  }
  return { slo, plugins, at: yaml.node(entry, 'name') }
}

function readPlugins(yaml: YamlReader, map: YamlMap, key: string, context: ParseContext): PluginChain {
  const plugins = yaml.map(map, key)
  if (plugins === undefined) return NO_PLUGINS
  yaml.onlyKeys(plugins, Object.keys(FIELDS.chain))
  const uses = yaml.maps(plugins, 'chain').flatMap((use): PluginUse[] => {
    yaml.onlyKeys(use, Object.keys(FIELDS.pluginUse))
    yaml.require(use, 'id', 'Name the plugin, such as `id: sloth.dev/contrib/info_labels/v1`.')
    const id = yaml.string(use, 'id')
    if (id !== undefined && context.flavour === 'sloth' && !isSloPlugin(id)) {
      const meant = didYouMean(id, SLO_PLUGIN_IDS)
      const help = meant === undefined ? `Known: ${SLO_PLUGIN_IDS.join(', ')}.` : `Did you mean "${meant}"?`
      yaml.report('unknown-plugin', `There is no SLO plugin "${id}"`, yaml.node(use, 'id'), help)
    }
    return id === undefined
      ? []
      : [{ id, priority: yaml.number(use, 'priority') ?? 0, config: yaml.plain(use, 'config') }]
  })
  const overrideDefaults = yaml.boolean(plugins, 'overridePrevious') ?? false
  if (overrideDefaults && uses.length === 0) {
    const help = 'List the plugins that replace them under `chain:`.'
    yaml.report(
      'plugin-options',
      'The chain of plugins would be empty',
      yaml.keyNode(plugins, 'overridePrevious'),
      help,
    )
  }
  return { overrideDefaults, uses }
}

/** Sloth checks PromQL in a step of its chain; a chain that overrides the defaults without that step checks none. */
function isPromql(plugins: PluginChain, context: ParseContext): boolean {
  if (context.flavour === 'leadline' || !plugins.overrideDefaults) return true
  return plugins.uses.some(({ id }) => id === 'sloth.dev/core/validate/v1')
}

/** An SLO's plugins come after its service's, unless it overrides them. */
function joinPlugins(service: PluginChain, own: PluginChain): PluginChain {
  if (own.overrideDefaults) return own
  return { overrideDefaults: service.overrideDefaults, uses: [...service.uses, ...own.uses] }
}
