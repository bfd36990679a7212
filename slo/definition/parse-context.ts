import type { DiagnosticSeverity } from '../../lib/diagnostic/diagnostic.ts'
import type { Duration } from '../../lib/duration.ts'
import { STRICT_STYLE, type YamlStyle } from '../../lib/yaml/keys.ts'
import type { ProbeCatalogue } from '../../services/prober/contract/catalogue.ts'
import { DEFAULT_PERIOD, derivedWindows, type WindowCatalogue } from '../core/windows.ts'
import type { SliPlugin } from './plugins/plugin.ts'
import type { QueryUse } from './query/events-sli.ts'
import type { QueryRules } from './query/read-query.ts'

/** Ours, or sloth's as it is: the same format with other rules. */
export const FLAVOURS = ['leadline', 'sloth'] as const
export type Flavour = (typeof FLAVOURS)[number]

/** What reading SLOs needs to know beside the files. */
export interface ParseContext {
  readonly flavour: Flavour
  readonly probes: ProbeCatalogue
  /** The period of an SLO that names none. */
  readonly defaultPeriod: Duration
  readonly windowsFor: WindowCatalogue
  readonly sliPlugins: ReadonlyMap<string, SliPlugin>
  /** The severity of an id that two files use; Prometheus would record both under one name. */
  readonly duplicates: DiagnosticSeverity
}

/** How strictly each flavour reads keys: sloth ignores unknown keys, and the case of letters. */
export function yamlStyle(flavour: Flavour): YamlStyle {
  if (flavour === 'leadline') return STRICT_STYLE
  return { unknownKeys: 'warning', isSameKey: (a, b) => a.toLowerCase() === b.toLowerCase() }
}

/** The severity of PromQL or a template that Prometheus 2.42 refuses: our rules load there too, sloth's need not. */
export function newerPromql(flavour: Flavour): DiagnosticSeverity {
  return flavour === 'leadline' ? 'error' : 'warning'
}

/** How strictly each flavour reads a query: sloth writes what it is given. */
export function queryRules({ flavour }: ParseContext): QueryRules {
  return { newer: newerPromql(flavour), suspect: flavour === 'leadline' ? 'error' : 'warning' }
}

/** Sloth's rules hold each query as it is written. */
export function queryUse({ flavour }: ParseContext): QueryUse {
  return flavour === 'leadline' ? 'normal' : 'verbatim'
}

/** The context of our own flavour. */
export function defaultContext(probes: ProbeCatalogue, sliPlugins: ReadonlyMap<string, SliPlugin>): ParseContext {
  return {
    flavour: 'leadline',
    probes,
    defaultPeriod: DEFAULT_PERIOD,
    windowsFor: derivedWindows,
    sliPlugins,
    duplicates: 'error',
  }
}
