/** Templates that Prometheus refuses to load, and the part that is pointed at. */
export const REFUSED_TEMPLATES: readonly (readonly [template: string, at: string])[] = [
  ['{{ $value', '{{'],
  ['{{ $value }', '}'],
  ['{{ $value | humanize } and {{ $value }}', '}'],
  ['{{ }}', '{{ }}'],
  ['{{ constructor }}', 'constructor'],
  ['{{ $lables.job }}', '$lables'],
  ['{{ $labels.job | humanise }}', 'humanise'],
  ['{{ value }} of {{ labels.job }}', 'labels'],
  ['{{ if $value }}bad', '{{ if $value }}'],
  ['{{ if }}bad{{ end }}', '{{ if }}'],
  ['{{ end }}', 'end'],
  ['{{ else }}', 'else'],
  ['{{ if $value }}{{ end }}{{ end }}', 'end'],
  ['{{ range query `up` }}{{ .Value }}', '{{ range query `up` }}'],
  ['{{ "a }}', '"'],
  ['{{ `a }}', '`'],
  ['{{ ($value | humanize }}', '('],
  ['{{ $value ) }}', ')'],
  ['{{ | humanize }}', '|'],
  ['{{ $value | "a" }}', '"a"'],
  ['{{ $value # note }}', '#'],
  ['{{ 5m }}', '5m'],
  ['{{ with $x := 1 }}{{ end }}{{ $x }}', '$x'],
  ['{{ template }}', 'template'],
  ['{{ break }}', 'break'],
  ['{{ $value $labels.job, 1 }}', ','],
]

/** Templates that load, and expand to an error text in the page. */
export const FAILING_TEMPLATES: readonly (readonly [template: string, at: string])[] = [
  ['{{ .Lables.job }}', '.Lables'],
  ['{{ $x = 1 }}', '$x'],
  ['{{ .value }}', '.value'],
  ['{{ if true }}{{ .Foo }}{{ end }}', '.Foo'],
  ['{{ with $value }}{{ $.Labls }}{{ end }}', '.Labls'],
]

/** Templates that every version of Prometheus accepts. */
export const ACCEPTED_TEMPLATES: readonly string[] = [
  'no template, not even }} of one',
  '{{ $value }}{{ $labels.job }}{{ $externalLabels.cluster }}{{ $externalURL }}',
  '{{- $value -}} {{ $value | humanizePercentage }}',
  '{{ .Labels.job }} {{ .Value }} {{ .ExternalURL }} {{ $.Labels.job }}',
  '{{ printf "%.2f" $value }} {{ $value | printf `%s` | title }}',
  '{{ if gt $value 0.5 }}a{{ else if eq $labels.job "x" }}b{{ else }}c{{ end }}',
  '{{ with query `up{job="web"}` }}{{ . | first | value | humanize }}{{ else }}none{{ end }}',
  '{{ range $i, $e := query "up" }}{{ $i }}{{ .Labels.job }}{{ $e.Value }}{{ if $i }}{{ break }}{{ end }}{{ end }}',
  '{{ $x := 1 }}{{ $x = 2 }}{{ $x }}',
  '{{/* a note }} */}}{{- /* another */ -}}',
  '{{ define "a" }}{{ .Foo }}{{ end }}{{ template "a" . }}{{ template "a" }}',
  '{{ (index $labels "job") | toUpper }} {{ ($value) }} {{ (query "up" | first).Value }}',
  '{{ $labels.instance | reReplaceAll "(.*):\\\\d+" "$1" }}',
  '{{ -1.5e3 | humanize }}{{ 0x1F }}{{ true }}{{ not false }}{{ len "x" }}',
  "{{ 'a' }}",
  '{{ $value | }}',
]
