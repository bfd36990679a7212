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

/** A text with the first series that a query finds as `.`, as the alert fires; nothing at all where it finds none. */
export function withFirst(query: string, text: string, otherwise = ''): string {
  const [start, end] = otherwise === '' ? ['', ''] : ['{{ else }}', otherwise]
  return `{{ with query ${rawString(query)} }}{{ with first . }}${text}{{ end }}${start}${end}{{ end }}`
}

/** The value that `.` stands for inside `withFirst`, in a format. */
export function valueAs(format: string): string {
  return `{{ .Value | ${format} }}`
}

/** The moment that `.` stands for inside `withFirst`, in the time zone of Prometheus, which it names. */
export const CLOCK_TIME = '{{ (.Value | toTime).Local.Format "15:04 MST" }}'

/** A query without what cannot be written as a number: neither NaN nor an infinite value passes. */
export function finite(query: string): string {
  return `(${query}) < +Inf`
}
