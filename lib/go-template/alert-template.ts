import { goTemplateProblems } from './template.ts'
import type { TemplateProblem } from './tokens.ts'

/**
 * What Prometheus gives the templates in an alert's labels and annotations
 * (https://prometheus.io/docs/prometheus/latest/configuration/template_reference/).
 */
const ALERT_WORLD = {
  functions: (
    'query first label value strvalue sortByLabel humanize humanize1024 humanizeDuration humanizePercentage ' +
    'humanizeTimestamp toTime title toUpper toLower stripPort stripDomain match reReplaceAll graphLink tableLink ' +
    'parseDuration pathPrefix externalURL args tmpl safeHtml'
  ).split(' '),
  newer: ['now', 'toDuration', 'urlQueryEscape'],
  variables: ['$labels', '$value', '$externalLabels', '$externalURL'],
  fields: ['.Labels', '.Value', '.ExternalLabels', '.ExternalURL'],
} as const

/** What Prometheus refuses in a template of an alert, or expands to an error text in the page. */
export function alertTemplateProblems(text: string): readonly TemplateProblem[] {
  return goTemplateProblems(text, ALERT_WORLD)
}
