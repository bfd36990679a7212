import type { Node } from 'yaml'
import type { DiagnosticSeverity } from '../../lib/diagnostic/diagnostic.ts'
import type { Duration } from '../../lib/duration.ts'
import { placeholderHelp } from '../../lib/text/placeholders.ts'
import { STRICT_STYLE, type YamlStyle } from '../../lib/yaml/keys.ts'
import type { YamlReader } from '../../lib/yaml/reader.ts'
import type { ProbeCatalogue } from '../../services/prober/contract/catalogue.ts'
import {
  isBefore,
  OLDEST_PROMETHEUS,
  type PrometheusVersion,
  prometheusVersionText,
  UTF8_PROMETHEUS,
} from '../core/prometheus-version.ts'
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
  /** The version that the rules must load in; where it is not known, what needs a newer one is a warning. */
  readonly prometheus?: PrometheusVersion
  /** The severity of an id that two files use; Prometheus would record both under one name. */
  readonly duplicates: DiagnosticSeverity
}

/** How strictly each flavour reads keys: sloth ignores unknown keys, and the case of letters. */
export function yamlStyle(flavour: Flavour): YamlStyle {
  if (flavour === 'leadline') return { ...STRICT_STYLE, whyWrong: placeholderHelp }
  return { unknownKeys: 'warning', isSameKey: (a, b) => a.toLowerCase() === b.toLowerCase(), whyWrong: placeholderHelp }
}

/**
 * The severity of what only Prometheus 3 loads: an error where the rules must load in an older one, nothing where they
 * need not, and a warning where that is not known, for the rules then say which they need.
 */
export function newerSeverity({ prometheus }: ParseContext): DiagnosticSeverity | undefined {
  if (prometheus === undefined) return 'warning'
  return isBefore(prometheus, UTF8_PROMETHEUS) ? 'error' : undefined
}

/** Reports a word that an older Prometheus than `needed` refuses, where the rules must load in one. */
export function reportNewer(
  yaml: YamlReader,
  at: Node | undefined,
  word: string,
  needed: PrometheusVersion,
  { prometheus }: ParseContext,
): void {
  if (prometheus === undefined || !isBefore(prometheus, needed)) return
  const message = `Only Prometheus ${prometheusVersionText(needed)} and newer know "${word}", and the rules are for ${prometheusVersionText(prometheus)}`
  yaml.report('newer-prometheus', message, at, 'Leave it out, or load the rules in a newer one.')
}

/** How strictly each flavour reads a query: sloth writes what it is given. */
export function queryRules(context: ParseContext): QueryRules {
  return { newer: newerSeverity(context), suspect: context.flavour === 'leadline' ? 'error' : 'warning' }
}

/** Sloth's rules hold each query as it is written. */
export function queryUse({ flavour }: ParseContext): QueryUse {
  return flavour === 'leadline' ? 'normal' : 'verbatim'
}

/** The context of our own flavour, for the Prometheus that `npm start` runs. */
export function defaultContext(probes: ProbeCatalogue, sliPlugins: ReadonlyMap<string, SliPlugin>): ParseContext {
  return {
    flavour: 'leadline',
    probes,
    defaultPeriod: DEFAULT_PERIOD,
    windowsFor: derivedWindows,
    sliPlugins,
    duplicates: 'error',
    prometheus: OLDEST_PROMETHEUS,
  }
}
