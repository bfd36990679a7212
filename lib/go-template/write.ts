/** A label of the alert, inside an action. */
export function alertLabel(label: string): string {
  return `$labels.${label}`
}

/** A label of the alert as text, filled in when the alert fires. */
export function alertLabelText(label: string): string {
  return `{{ ${alertLabel(label)} }}`
}

/** Writes text as a string literal of Go. */
export type Quote = (text: string) => string

/** A raw string: PromQL's own quotes need no escape in it; a query with a backtick, from an alert's name, does. */
const rawString: Quote = text => (text.includes('`') ? JSON.stringify(text) : `\`${text}\``)

/** The value of the first series that a query finds as the alert fires. */
export function firstValue(query: string, format: string, otherwise = 'unknown'): string {
  return `{{ with query ${rawString(query)} }}{{ . | first | value | ${format} }}{{ else }}${otherwise}{{ end }}`
}

/** A label of the first series that a query finds as the alert fires. */
export function firstLabel(query: string, label: string, quote: Quote = rawString): string {
  return `{{ with query ${quote(query)} }}{{ . | first | label "${label}" }}{{ else }}unknown{{ end }}`
}
