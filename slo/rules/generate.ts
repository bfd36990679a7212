import { isAlert, type RuleGroup } from '../core/rule-group.ts'
import type { ServiceSlos, SloDocument } from '../definition/parse.ts'
import type { Flavour } from '../definition/parse-context.ts'
import type { DefinedSlo, ObjectMetadata } from '../definition/placed.ts'
import { slothGroups } from '../sloth/generate.ts'
import { renderSlothCrd } from './crd-writer.ts'
import {
  prometheusRuleOf,
  RESOURCE_INDENT,
  RULE_FILE_INDENT,
  type RuleProvenance,
  renderGroups,
  ruleFileOf,
} from './output.ts'
import { needsLine } from './prometheus-needs.ts'
import { rulesForSlo } from './rules.ts'
import { type Sha256, withRulesInfo } from './rules-info.ts'

/** The forms rules can be written in; `auto` follows the source: a Kubernetes resource becomes one. */
export const OUTPUT_FORMS = ['auto', 'rules', 'prometheus-rule', 'sloth-crd'] as const
type OutputForm = (typeof OUTPUT_FORMS)[number]

/** What is generated from SLOs, and what is left out. */
export interface GenerateOptions {
  readonly flavour: Flavour
  readonly form: OutputForm
  readonly alerts: boolean
  readonly recordings: boolean
  /** Labels that every SLO gets, over its own. */
  readonly labels: Readonly<Record<string, string>>
  readonly command: string
  /** Makes each file with recordings say which rules it has; without it none does. */
  readonly sha256?: Sha256
}

/** A generated file's text, or why there can be none. */
export type Generated = { readonly text: string } | { readonly problem: string }

/** The rules of one file of SLOs. A file without any rule is refused: it must be a mistake. */
export function generateFile(file: ServiceSlos, options: GenerateOptions): Generated {
  const managedBy = options.flavour === 'sloth' ? { managedBy: 'sloth' } : {}
  const needs = needsLine(file.slos)
  const from: RuleProvenance = { source: file.path, command: options.command, needs, ...managedBy }
  const documents = file.documents.map(document => withLabels(document, options.labels))
  if (options.form === 'sloth-crd') {
    return {
      text: documents.map(({ slos, metadata }) => renderSlothCrd(slos, metadata ?? nameOf(slos), from)).join('---\n'),
    }
  }
  const isResource = documents.length > 0 && documents.every(({ spec }) => spec === 'sloth.slok.dev/v1')
  const isRules = options.form === 'rules' || (options.form === 'auto' && !isResource)
  const texts: string[] = []
  for (const { slos } of documents) {
    const result = renderSlos(slos, options, isRules ? RULE_FILE_INDENT : RESOURCE_INDENT)
    if ('problem' in result) return { problem: `${file.path}: ${result.problem}` }
    texts.push(result.text)
  }
  if (texts.every(text => text === '')) {
    const why = file.slos.length === 0 ? 'it holds no SLO' : 'everything in it is disabled'
    return { problem: `${file.path} gives no rules at all: ${why}` }
  }
  const { sha256, recordings } = options
  const known = (groups: string, indent: string): string =>
    sha256 === undefined || !recordings ? groups : withRulesInfo(groups, indent, sha256)
  if (isRules) return { text: ruleFileOf(known(texts.join(''), RULE_FILE_INDENT), from) }
  const resources = documents.map(({ slos, metadata }, index) => {
    return prometheusRuleOf(known(texts[index] ?? '', RESOURCE_INDENT), metadata ?? nameOf(slos), from)
  })
  return { text: resources.join('---\n') }
}

function withLabels(document: SloDocument, labels: Readonly<Record<string, string>>): SloDocument {
  const slos = document.slos.map(one => ({ ...one, slo: { ...one.slo, labels: { ...one.slo.labels, ...labels } } }))
  return { ...document, slos }
}

/** A name for a resource whose source is none. */
function nameOf(slos: readonly DefinedSlo[]): ObjectMetadata {
  const service = slos[0]?.slo.service ?? 'slo'
  return { name: service.toLowerCase().replace(/[^a-z0-9.-]/g, '-'), labels: {}, annotations: {} }
}

/** The groups of some SLOs as text, one SLO at a time: the rules of thousands need not be in memory together. */
function renderSlos(slos: readonly DefinedSlo[], options: GenerateOptions, indent: string): Generated {
  const texts: string[] = []
  for (const one of slos) {
    const result = options.flavour === 'sloth' ? slothGroups(one.slo, one.plugins) : { groups: rulesForSlo(one.slo) }
    if ('problem' in result) return result
    const groups = result.groups.map(group => wanted(group, options)).filter(({ rules }) => rules.length > 0)
    texts.push(renderGroups(groups, indent))
  }
  return { text: texts.join('') }
}

function wanted(group: RuleGroup, { alerts, recordings }: GenerateOptions): RuleGroup {
  if (alerts && recordings) return group
  return { ...group, rules: group.rules.filter(rule => (isAlert(rule) ? alerts : recordings)) }
}
