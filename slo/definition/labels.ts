import { alertTemplateProblems } from '../../lib/go-template/alert-template.ts'
import { placeholdersIn, placeholderText } from '../../lib/text/placeholders.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import { newerSeverity, type ParseContext } from './parse-context.ts'

type Texts = Readonly<Record<string, string>>

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/
/** YAML allows a simple key 1,024 characters, and Prometheus reads rules as YAML. */
const LONGEST_NAME = 1000

/** Whether a label is set by the rules; another value would break every join on it. */
export function isReservedLabel(label: string): boolean {
  return /^(sloth_|__)/.test(label)
}

/** The key of labels that stand on `sloth_slo_info` alone; a fork of sloth has it. */
export const INFO_LABELS = 'infoLabels'

/**
 * Reads `labels:`, or those of another key; reports labels that Prometheus refuses or that rules set themselves. In the labels of an alert
 * Prometheus fills in templates; our flavour puts all labels on the alerts.
 */
export function readLabels(
  yaml: YamlReader,
  map: YamlMap,
  context: ParseContext,
  isOfAlert = context.flavour === 'leadline',
  key = 'labels',
): Texts {
  const labels = yaml.strings(map, key)
  const inside = yaml.map(map, key)
  if (inside === undefined) return labels
  for (const [label, value] of Object.entries(labels)) {
    const at = yaml.keyNode(inside, label)
    if (label === '__name__' || (isReservedLabel(label) && context.flavour === 'leadline')) {
      yaml.report('reserved-label', `The label "${label}" is set by the rules`, at, 'Choose another name.')
    } else if (checkName(yaml, inside, label, 'a label', context) && value === '') {
      yaml.report(
        'empty-label',
        `The label "${label}" is empty`,
        at,
        'Give it a value: to Prometheus an empty label does not exist.',
      )
    }
  }
  for (const [label, value] of Object.entries(labels)) warnOfPlaceholders(yaml, inside, label, value, isOfAlert)
  if (isOfAlert) checkTemplates(yaml, inside, labels, context)
  return labels
}

/** Warns of placeholders that nothing fills in: the rules would have them as they are written. */
export function warnOfPlaceholders(yaml: YamlReader, map: YamlMap, key: string, text: string, isTemplate = true): void {
  // In the templates of Prometheus a dollar begins a variable of its own.
  const literal = isTemplate ? text.replace(TEMPLATE, part => ' '.repeat(part.length)) : text
  for (const found of placeholdersIn(literal)) {
    const problem = {
      severity: 'warning',
      code: 'placeholder',
      message: placeholderText(found),
      help: found.help,
    } as const
    yaml.reportInside(map, key, found.range, problem)
  }
}

const TEMPLATE = /\{\{[^}]*\}\}/g

/** Reads `annotations:` of an alert, in whose values Prometheus fills in templates. */
export function readAnnotations(yaml: YamlReader, map: YamlMap, context: ParseContext): Texts {
  const annotations = yaml.strings(map, 'annotations')
  const inside = yaml.map(map, 'annotations')
  if (inside === undefined) return annotations
  for (const name of Object.keys(annotations)) checkName(yaml, inside, name, 'an annotation', context)
  checkTemplates(yaml, inside, annotations, context)
  return annotations
}

/**
 * Whether every Prometheus accepts the name. Prometheus 3 accepts any text, 2.42 refuses the file; sloth writes what it
 * is given.
 */
function checkName(yaml: YamlReader, inside: YamlMap, name: string, what: string, context: ParseContext): boolean {
  const isTooLong = name.length > LONGEST_NAME
  if (!isTooLong && NAME.test(name)) return true
  const message = isTooLong
    ? `${name.length} characters are too many for the name of ${what}`
    : `Only Prometheus 3 takes "${name}" as the name of ${what}`
  const severity = isTooLong || name === '' ? 'error' : newerSeverity(context)
  if (severity === undefined) return true
  const complain = severity === 'error' ? yaml.report : yaml.warn
  complain('bad-label', message, yaml.keyNode(inside, name), `Use letters, digits and "_", up to ${LONGEST_NAME}.`)
  return false
}

/** Fields that the templates of Helm have, and those of alerts lack. */
const HELM_ONLY = /\{\{-?\s*(?:\$?\.(?:Values|Release|Chart|Capabilities|Files)\b|include\b|tpl\b|toYaml\b)/

/** Reports templates that Prometheus would refuse, or fill in with an error. */
function checkTemplates(yaml: YamlReader, inside: YamlMap, texts: Texts, context: ParseContext): void {
  for (const [name, text] of Object.entries(texts)) {
    const ofHelm = placeholdersIn(text).filter(found => HELM_ONLY.test(found.text))
    for (const { range, isNewer, message, help } of alertTemplateProblems(text)) {
      const severity = isNewer ? newerSeverity(context) : 'error'
      const meant = ofHelm.find(found => range[0] >= found.range[0] && range[1] <= found.range[1])
      const why = meant === undefined ? help : `${placeholderText(meant)}. ${meant.help}`
      if (severity !== undefined)
        yaml.reportInside(inside, name, range, { severity, code: 'alert-template', message, help: why })
    }
  }
}
