import { type Provenance, provenanceLine } from '../../lib/yaml/provenance.ts'
import { yamlText } from '../../lib/yaml/scalar.ts'
import { isAlert, type Rule, type RuleGroup } from '../core/rule-group.ts'
import type { ObjectMetadata } from '../definition/placed.ts'

/** Where rules come from. */
export interface RuleProvenance extends Provenance {
  /** What manages a Kubernetes object, for its label; this project when absent. */
  readonly managedBy?: string
  /** A comment about what the rules need; empty when absent. */
  readonly needs?: string
}

/** One rule file for Prometheus; always one YAML document, for Prometheus reads only the first. */
export function renderRuleFile(groups: readonly RuleGroup[], from: Provenance): string {
  return ruleFileOf(groups.length === 0 ? '' : renderGroups(groups, RULE_FILE_INDENT), from)
}

/** How deep groups stand in each form. */
export const RULE_FILE_INDENT = '  '
export const RESOURCE_INDENT = '    '

/** A rule file around groups that are rendered already. */
export function ruleFileOf(groups: string, from: RuleProvenance): string {
  return `${provenanceLine(from)}${from.needs ?? ''}groups:${groups === '' ? ' []' : ''}\n${groups}`
}

/** One `PrometheusRule` for the Prometheus operator, around groups that are rendered already. */
export function prometheusRuleOf(groups: string, metadata: ObjectMetadata, from: RuleProvenance): string {
  const labels = {
    ...metadata.labels,
    'app.kubernetes.io/component': 'SLO',
    'app.kubernetes.io/managed-by': from.managedBy ?? 'leadline',
  }
  return [
    provenanceLine(from),
    from.needs ?? '',
    'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n',
    `  name: ${yamlText(metadata.name)}\n`,
    metadata.namespace === undefined ? '' : `  namespace: ${yamlText(metadata.namespace)}\n`,
    renderMap('labels', labels, '  '),
    renderMap('annotations', metadata.annotations, '  '),
    `spec:\n  groups:${groups === '' ? ' []' : ''}\n`,
    groups,
  ].join('')
}

/** Rule groups as the entries of a YAML list. */
export function renderGroups(groups: readonly RuleGroup[], indent: string): string {
  return groups.map(group => renderGroup(group, indent)).join('')
}

function renderGroup(group: RuleGroup, indent: string): string {
  const settings = [
    ['interval', group.interval],
    ['limit', group.limit],
    ['query_offset', group.queryOffset],
  ].map(([key, value]) => (value === undefined ? '' : `${indent}  ${key}: ${value}\n`))
  let text = `${indent}- name: ${yamlText(group.name)}\n${settings.join('')}${indent}  rules:\n`
  for (const rule of group.rules) text += renderRule(rule, `${indent}    `)
  return text
}

function renderRule(rule: Rule, indent: string): string {
  const name = isAlert(rule) ? `alert: ${yamlText(rule.alert)}` : `record: ${yamlText(rule.record)}`
  let text = `${indent}- ${name}\n${indent}  expr: ${renderExpression(rule.expr, `${indent}    `)}\n`
  if (isAlert(rule) && rule.for !== undefined) text += `${indent}  for: ${rule.for}\n`
  if (isAlert(rule) && rule.keepFiringFor !== undefined) text += `${indent}  keep_firing_for: ${rule.keepFiringFor}\n`
  text += renderMap('labels', rule.labels, `${indent}  `)
  return isAlert(rule) ? text + renderMap('annotations', rule.annotations, `${indent}  `) : text
}

/** PromQL as people read it: its own lines, where YAML can keep them as they are. */
function renderExpression(expr: string, indent: string): string {
  const text = expr.replace(/\n$/, '')
  if (!text.includes('\n')) return yamlText(text)
  const hasLooseEnd = text.slice(text.trimEnd().length).includes('\n')
  const isBlock = !hasLooseEnd && !/^\s|[^\n\t\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe]/.test(text)
  if (!isBlock) return yamlText(text)
  return `|-\n${indent}${text.replace(/\n(?!\n|$)/g, `\n${indent}`)}`
}

/** A mapping of text to text, its keys in order, so that the bytes do not depend on where a label came from. */
function renderMap(key: string, entries: Readonly<Record<string, string>>, indent: string): string {
  const names = Object.keys(entries).sort()
  if (names.length === 0) return ''
  let text = `${indent}${key}:\n`
  for (const name of names) text += `${indent}  ${yamlText(name)}: ${yamlText(entries[name] ?? '')}\n`
  return text
}
