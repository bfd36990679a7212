import type { Diagnostic, Parsed, SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { didYouMean } from '../../lib/did-you-mean.ts'
import { openYaml, type YamlMap, type YamlReader } from '../../lib/yaml/reader.ts'
import type { ProbeCatalogue } from '../../services/prober/contract/catalogue.ts'
import { type Slo, SPECS, type Spec, sloId } from '../core/model.ts'
import { collectIndicators, type Indicators, mayHoldIndicators, readOpenSlo } from './openslo.ts'
import { readOpenSloAlpha } from './openslo-alpha.ts'
import { isBeside } from './openslo-parts.ts'
import { defaultContext, type Flavour, type ParseContext, yamlStyle } from './parse-context.ts'
import type { DefinedSlo, ObjectMetadata, PlacedDocument, PlacedSlo } from './placed.ts'
import { COMMON_PLUGINS } from './plugins/common.ts'
import { gettingStarted } from './plugins/getting-started.ts'
import { HTTP_PLUGINS } from './plugins/http-servers.ts'
import { ISTIO_PLUGINS } from './plugins/istio.ts'
import { KOOPER_PLUGINS } from './plugins/kooper.ts'
import { pluginsById } from './plugins/plugin.ts'
import { readCrd, readSloth } from './sloth.ts'

/** The SLOs of one file, document by document. */
export interface ServiceSlos {
  readonly path: string
  readonly slos: readonly Slo[]
  readonly documents: readonly SloDocument[]
}

/** The SLOs of one YAML document, with the name it has as a Kubernetes object. */
export interface SloDocument {
  readonly spec: Spec
  readonly slos: readonly DefinedSlo[]
  readonly metadata?: ObjectMetadata
}

/** The SLI plugins every installation has. */
export const BUILT_IN_PLUGINS = [
  ...COMMON_PLUGINS,
  ...ISTIO_PLUGINS,
  ...KOOPER_PLUGINS,
  ...HTTP_PLUGINS,
  gettingStarted,
]

/** Reads SLO definitions as this project writes them; returns what could be read and everything that is wrong. */
export function parseSlos(files: readonly SourceFile[], probes: ProbeCatalogue): Parsed<readonly ServiceSlos[]> {
  return parseSlosWith(files, defaultContext(probes, pluginsById(BUILT_IN_PLUGINS)))
}

/**
 * Reads SLO definitions in every format and either flavour; ids must be unique over all files. `onFile` hears how many
 * are read.
 */
export function parseSlosWith(
  files: readonly SourceFile[],
  context: ParseContext,
  onFile: (read: number) => void = () => undefined,
): Parsed<readonly ServiceSlos[]> {
  const found: (readonly Diagnostic[])[] = []
  const open = (file: SourceFile) => openYaml(file, yamlStyle(context.flavour))
  const withIndicators = new Map(files.filter(({ text }) => mayHoldIndicators(text)).map(file => [file, open(file)]))
  const elsewhere = new Map([...withIndicators.values()].flatMap(yaml => [...collectIndicators(yaml)]))
  const seen = new Map<string, Claim>()
  const value = files.map((file, index) => {
    onFile(index)
    const yaml = withIndicators.get(file) ?? open(file)
    if (yaml.documents.length === 0 && yaml.diagnostics.length === 0) {
      yaml.report('no-slos', 'The file holds no SLO definition', undefined, 'Start it with `version: prometheus/v1`.')
    }
    const indicators = { here: collectIndicators(yaml), elsewhere }
    const documents = yaml.documents.flatMap((root, number) => {
      const spec = specOf(yaml, root, context.flavour)
      const document = spec === undefined ? undefined : READERS[spec](yaml, root, context, indicators)
      if (document === undefined) return []
      for (const { slo, at } of document.slos) {
        claimId(yaml, at, seen, { slo, path: file.path, document: number, context })
      }
      return [{ ...document, slos: document.slos.map(({ at, ...defined }) => ({ ...defined, ...rangeOf(at) })) }]
    })
    // An SLO of a later file may find more in an SLI of this one.
    found.push(yaml.diagnostics)
    return { path: file.path, slos: documents.flatMap(({ slos }) => slos.map(({ slo }) => slo)), documents }
  })
  return { value, diagnostics: found.flat() }
}

function rangeOf(at: PlacedSlo['at']): Pick<DefinedSlo, 'range'> {
  return at?.range ? { range: [at.range[0], at.range[1]] } : {}
}

type ReadDocument = (
  yaml: YamlReader,
  root: YamlMap,
  context: ParseContext,
  indicators: Indicators,
) => PlacedDocument | undefined

const READERS: Readonly<Record<Spec, ReadDocument>> = {
  'prometheus/v1': readSloth,
  'sloth.slok.dev/v1': readCrd,
  'openslo/v1alpha': readOpenSloAlpha,
  'openslo/v1': readOpenSlo,
}

/** The format of a document; undefined, with a diagnostic, when it is unknown. */
function specOf(yaml: YamlReader, root: YamlMap, flavour: Flavour): Spec | undefined {
  const key = ['version', 'apiVersion'].find(name => yaml.node(root, name) !== undefined)
  if (key === undefined) {
    yaml.require(root, 'version', 'Write `version: prometheus/v1`.')
    return likelySpec(yaml, root)
  }
  const version = yaml.string(root, key)
  if (version === undefined) return undefined
  const spec = SPECS.find(known => known === version)
  if (spec === undefined || (spec === 'prometheus/v1') !== (key === 'version')) {
    const meant = didYouMean(version, SPECS)
    const help = `${meant === undefined ? '' : `Did you mean "${meant}"? `}Known: ${SPECS.join(', ')}.`
    yaml.report('unknown-version', `Cannot read version "${version}"`, yaml.node(root, key), help)
    return likelySpec(yaml, root)
  }
  if (spec === 'prometheus/v1') return spec
  return isReadableKind(yaml, root, spec, flavour) ? spec : undefined
}

/** The likely format of a document without a known version, so that its other mistakes are reported as well. */
function likelySpec(yaml: YamlReader, root: YamlMap): Spec | undefined {
  return yaml.node(root, 'slos') !== undefined && yaml.node(root, 'kind') === undefined ? 'prometheus/v1' : undefined
}

function isReadableKind(yaml: YamlReader, root: YamlMap, spec: Spec, flavour: Flavour): boolean {
  const kinds = spec === 'sloth.slok.dev/v1' ? ['PrometheusServiceLevel'] : ['SLO']
  yaml.require(root, 'kind', `Write \`kind: ${kinds[0]}\`.`)
  const kind = yaml.string(root, 'kind')
  if (kind === undefined) return false
  if (kinds.includes(kind)) return true
  const isOpenSlo = spec === 'openslo/v1' || (spec === 'openslo/v1alpha' && flavour === 'leadline')
  if (isOpenSlo && isBeside(yaml, root, kind)) return false
  yaml.report(
    'unknown-kind',
    `There are no SLOs in a "${kind}"`,
    yaml.node(root, 'kind'),
    kind === 'AlertWindows'
      ? 'Name its folder with --windows, and keep it out of --input.'
      : `Write \`kind: ${kinds[0]}\`.`,
  )
  return false
}

/** An SLO that claims an id, its place, and the context that it was read in. */
interface Claim {
  readonly slo: Slo
  readonly path: string
  readonly document: number
  readonly context: ParseContext
}

function claimId(yaml: YamlReader, at: PlacedSlo['at'], seen: Map<string, Claim>, claim: Claim): void {
  const id = sloId(claim.slo)
  const other = seen.get(id)
  seen.set(id, other ?? claim)
  if (other === undefined) return
  const { slo, path, document } = other
  const help = 'Service and name together must be unique: rename one, or delete the copy.'
  const { duplicates, flavour } = claim.context
  // Sloth reads each document by itself. Even a copy does harm: Prometheus evaluates both groups, at moments of their own, so
  // that each recorded series has twice the samples, and every event counts twice.
  const isElsewhere = path !== claim.path || (flavour === 'sloth' && document !== claim.document)
  const isHarmless = isElsewhere && duplicates === 'warning'
  const complain = isHarmless ? yaml.warn : yaml.report
  complain('duplicate-slo', `The id "${id}" is taken by "${slo.name}" of service "${slo.service}" in ${path}`, at, help)
}
