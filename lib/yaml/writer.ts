import { Document, stringify, visit } from 'yaml'
import { provenanceLine } from './provenance.ts'

// Kubernetes and Prometheus read YAML 1.1, where `yes` is true; such texts are quoted.
const STYLE = { aliasDuplicateObjects: false, compat: 'yaml-1.1' } as const
const LINES = { lineWidth: 0 } as const

/** What YAML 1.1 takes for the end of a line, or does not allow, and 1.2 leaves as it is. */
const ESCAPED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/

/** YAML in stable bytes: keys in the order given, long lines unfolded, so that PromQL stays readable and diffs small. */
export function renderYaml(value: unknown): string {
  const text = stringify(value, { ...STYLE, ...LINES })
  return ESCAPED.test(text) ? renderEscaped(value) : text
}

/** Only texts in double quotes can have escapes. */
function renderEscaped(value: unknown): string {
  const document = new Document(value, STYLE)
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === 'string' && ESCAPED.test(scalar.value)) scalar.type = 'QUOTE_DOUBLE'
    },
  })
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return document.toString(LINES).replace(new RegExp(ESCAPED, 'g'), escaped)
}

/** A generated file: where it comes from, how to make it again, then its one YAML document. */
export function renderGeneratedYaml(source: string, command: string, value: unknown): string {
  return `${provenanceLine({ source, command })}${renderYaml(value)}`
}
