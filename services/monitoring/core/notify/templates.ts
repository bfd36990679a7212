import { LABELS } from '../../../../slo/core/names.ts'

/**
 * What receivers get, as templates of Alertmanager. Of several alerts that are one incident the worst stands first, whole; the others
 * follow by a line each, at most five. Texts from outside are cut, lose their line breaks and stand in an isolate of their own, so
 * that a text from right to left turns nothing else around; the whole stays under what each service takes.
 */

/** So many of the other alerts of an incident are named. */
const OTHERS = 5

/** A text from outside as one short line; Go counts characters here, and no bytes. */
function line(value: string, most: number): string {
  return `${value} | reReplaceAll "[\\\\s\\\\x00-\\\\x1f\\\\x7f]+" " " | printf "\\u2068%.${most}s\\u2069"`
}

/** What Slack takes for markup. */
const SLACK_SAFE = ' | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;"'

/** Sets `$worst`, `$start` and `$end` from the alerts of a notification, firing ones first. */
const CHOOSE = `{{- $all := .Alerts.Firing }}{{ if not $all }}{{ $all = .Alerts.Resolved }}{{ end -}}
{{- $worst := index $all 0 }}{{ $start := $worst.StartsAt }}{{ $end := $worst.EndsAt }}{{ $rank := "" -}}
{{- range $all }}{{ if gt .Annotations.rank $rank }}{{ $rank = .Annotations.rank }}{{ $worst = . }}{{ end -}}
{{- if .StartsAt.Before $start }}{{ $start = .StartsAt }}{{ end }}{{ if .EndsAt.After $end }}{{ $end = .EndsAt }}{{ end }}{{ end -}}
{{- $word := "Ticket" }}{{ if eq .CommonLabels.${LABELS.severity} "page" }}{{ $word = "Page" }}{{ else if eq .CommonLabels.${LABELS.severity} "info" }}{{ $word = "Info" }}{{ end -}}`

/** How one service writes what all of them say. */
interface Style {
  readonly name: string
  /** Puts a value from outside where it is safe. */
  readonly text: (value: string, most: number) => string
  readonly strong: (text: string) => string
  readonly link: (words: string, address: string) => string
  readonly newLine: string
}

const HEADLINE = '(or $worst.Annotations.headline $worst.Annotations.title $worst.Labels.alertname)'
const NAME = `(or .Labels.${LABELS.id} .Labels.alertname)`

function firing({ text, strong, link, newLine }: Style): string {
  const part = (annotation: string, most: number) =>
    `{{ with $worst.Annotations.${annotation} }}${newLine}${text('.', most)}{{ end }}`
  const links = (
    [
      ['Dashboard', 'dashboard_url'],
      ['Runbook', 'runbook_url'],
      ['Failures', 'failures_url'],
    ] as const
  ).map(
    ([words, annotation]) => `{{ with $worst.Annotations.${annotation} }}${newLine}${link(words, '{{ . }}')}{{ end }}`,
  )
  return (
    `${strong(text(HEADLINE, 160))}` +
    `{{ if $worst.Annotations.budget }}${part('budget', 240)}{{ else }}${part('summary', 240)}{{ end }}` +
    `${part('where', 240)}${part('release', 160)}${links.join('')}` +
    `${newLine}${link('Silence', '{{ or $worst.Annotations.silence_url (printf "%s/#/silences/new" .ExternalURL) }}')}` +
    `{{ if gt (len .Alerts.Firing) 1 }}${newLine}${newLine}{{ len .Alerts.Firing }} alerts in all:` +
    `{{ range $index, $alert := .Alerts.Firing }}{{ if lt $index ${OTHERS} }}${newLine}- ${text('(or .Annotations.title .Labels.alertname)', 90)}{{ end }}{{ end }}` +
    `{{ if gt (len .Alerts.Firing) ${OTHERS} }}${newLine}- …{{ end }}{{ end }}`
  )
}

const CLOCK = (time: string) => `{{ ${time}.Local.Format "2 Jan 15:04 MST" }}`
/** Whole seconds: a duration is counted in nanoseconds. */
const LASTED = '{{ ($end.Sub $start).Truncate 1000000000 }}'

function resolved({ text, strong, newLine }: Style): string {
  const cost = `{{ with .Annotations.budget_spent }}; it cost ${text('.', 60)}{{ end }}{{ with .Annotations.budget_left }}, ${text('.', 20)} were left when it was seen last{{ end }}`
  return (
    `${strong(`Over after ${LASTED}`)}${newLine}${CLOCK('$start')} to ${CLOCK('$end')}` +
    `{{ range $index, $alert := .Alerts.Resolved }}{{ if lt $index ${OTHERS} }}${newLine}- ${text(NAME, 90)}${cost}{{ end }}{{ end }}` +
    `{{ if gt (len .Alerts.Resolved) ${OTHERS} }}${newLine}- … {{ len .Alerts.Resolved }} alerts in all{{ end }}`
  )
}

function message(style: Style): string {
  return `{{ define "leadline.${style.name}" }}${CHOOSE}{{ if .Alerts.Firing }}${firing(style)}{{ else }}${resolved(style)}{{ end }}{{ end }}\n`
}

const plain = (value: string, most: number) => `{{ ${line(value, most)} }}`
const TEXT: Style = {
  name: 'text',
  text: plain,
  strong: text => text,
  link: (words, address) => `${words}: ${address}`,
  newLine: '\n',
}
/** Both are escaped by Alertmanager, which fills them in as HTML. */
const TELEGRAM: Style = {
  ...TEXT,
  name: 'telegram',
  strong: text => `<b>${text}</b>`,
  link: (words, address) => `<a href="${address}">${words}</a>`,
}
const HTML: Style = { ...TELEGRAM, name: 'html', newLine: '<br>\n' }
const SLACK: Style = {
  ...TEXT,
  name: 'slack',
  text: (value, most) => `{{ ${line(value, most)}${SLACK_SAFE} }}`,
  strong: text => `*${text}*`,
  link: (words, address) => `<${address}|${words}>`,
}

const SUBJECT = `{{ define "leadline.subject" }}${CHOOSE}{{ if .Alerts.Firing }}{{ $word }}: ${plain(HEADLINE, 160)}{{ else }}Over after ${LASTED}: ${plain(`(or $worst.Labels.${LABELS.id} $worst.Labels.alertname)`, 90)}{{ end }}{{ end }}\n`

/** The file of templates that Alertmanager reads. */
export const NOTIFICATION_TEMPLATES = [SUBJECT, ...[TEXT, TELEGRAM, HTML, SLACK].map(message)].join('\n')
