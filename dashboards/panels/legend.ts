/**
 * The name of a series as Grafana fills it in: each text put into the template is a label, so that
 * `legend`${LABELS.probe} on ${LABELS.path}`` gives `{{probe}} on {{path}}`. Numbers stand as they are.
 */
export function legend(texts: TemplateStringsArray, ...inserts: readonly (string | number)[]): string {
  return String.raw({ raw: texts }, ...inserts.map(part => (typeof part === 'number' ? part : `{{${part}}}`)))
}
