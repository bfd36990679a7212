/** How PromQL, Grafana and alert templates name labels in their texts; the group is one label, or several with commas. */
const FORMS: readonly RegExp[] = [
  // sum by (probe, path) (…), on (probe) group_left (release)
  /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^()]*)\)/g,
  // {probe="home",path=~"…"}, also where the name of the metric or the value is filled in
  /[{,]\s*(\w+)\s*(?:=~|!~|!=|=)\s*\\*["'`\0]/g,
  // {{probe}} in a legend
  /\{\{\s*(\w+)\s*\}\}/g,
  // {{ $labels.probe }} and {{ .Labels.probe }} in an alert
  /(?:\$labels|\.Labels|\.CommonLabels|\.GroupLabels)\.(\w+)/g,
  // {{ . | first | label "domain" }}
  /\blabel \\*"(\w+)\\*"/g,
  // label_replace(…, "probe", …), label_values(…, probe)
  /\blabel_(?:replace|join)\s*\(.*?,\s*\\*"(\w+)\\*"/g,
  /\blabel_values\s*\((?:.*,)?\s*(\w+)\s*\)/g,
]

/** A label in a text, and where it stands in it. */
export interface TextLabel {
  readonly label: string
  readonly at: number
}

/** The labels that a text names as a matcher, in a list, as a legend or in a template; `\0` stands for what is filled in. */
export function labelsInText(text: string, labels: ReadonlySet<string>): readonly TextLabel[] {
  const found = FORMS.flatMap(form =>
    [...text.matchAll(form)].flatMap(match => {
      const list = match[1] ?? ''
      const start = match.index + match[0].indexOf(list)
      return [...list.matchAll(/\w+/g)].map(word => ({ label: word[0], at: start + word.index }))
    }),
  )
  return found.filter(({ label }) => labels.has(label))
}
