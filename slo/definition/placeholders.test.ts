import { expect, test } from 'vitest'
import { parseAlertWindows } from './alert-windows.ts'
import { parseSlosWith } from './parse.ts'
import { exampleContext } from './slo.testkit.ts'

const QUERIES = 'error_query: "sum(rate(bad[{{.window}}]))", total_query: "sum(rate(all[{{.window}}]))"'

/** A file with one value of an SLO replaced by another text. */
function said(values: Readonly<Record<string, string>>) {
  const {
    service = 'shop',
    name = 'home',
    objective = '99',
    period = '30d',
    sli = `{ events: { ${QUERIES} } }`,
    more = '',
    alerting = '{ name: Burns }',
  } = values
  const text = `version: prometheus/v1
service: ${service}
slos:
  - name: ${name}
    objective: ${objective}
    period: ${period}
    sli: ${sli}
    alerting: ${alerting}
${more}`
  const { diagnostics } = parseSlosWith([{ path: 'a.yaml', text }], exampleContext('leadline'))
  return diagnostics.map(({ severity, code, message, help }) => `${severity} ${code}: ${message}. ${help}`)
}

test.each([
  [{ objective: `\${OBJ}` }, 'wrong-type', `"\${OBJ}" is a placeholder of the shell`],
  [{ objective: '$OBJ' }, 'wrong-type', '"$OBJ" is a placeholder of the shell'],
  [{ objective: '"{{ .Values.objective }}"' }, 'wrong-type', '"{{ .Values.objective }}" is a placeholder of Helm'],
  [{ objective: '{{ .Values.objective }}' }, 'wrong-type', 'templates of Helm'],
  [{ objective: '[[objective]]' }, 'wrong-type', '"[[objective]]" is a placeholder of Grafana'],
  [{ objective: `\${var.objective}` }, 'wrong-type', `"\${var.objective}" is a placeholder of Terraform`],
  [{ period: `\${P}` }, 'bad-period', `"\${P}" is a placeholder of the shell`],
  [{ period: `\${P:-30d}` }, 'bad-period', `"\${P:-30d}" is a placeholder of the shell`],
  [{ period: '$__range' }, 'bad-period', '"$__range" is a placeholder of Grafana'],
  [{ period: '"{{ .Values.period | quote }}"' }, 'bad-period', 'is a placeholder of Helm'],
  [{ name: `\${NAME}` }, 'bad-name', `"\${NAME}" is a placeholder of the shell`],
  [{ service: '"{{ .Release.Name }}-web"' }, 'bad-name', '"{{ .Release.Name }}" is a placeholder of Helm'],
  [{ more: `    traffic: \${RATE}` }, 'bad-rate', `"\${RATE}" is a placeholder of the shell`],
  [{ more: `    rule_group: { interval: "\${I}" }` }, 'wrong-type', `"\${I}" is a placeholder of the shell`],
  [{ more: '    rule_group: { limit: $(LIMIT) }' }, 'wrong-type', '"$(LIMIT)" is a placeholder of Kubernetes'],
  [{ alerting: '{ name: A, for: $FOR }' }, 'wrong-type', '"$FOR" is a placeholder of the shell'],
  [{ sli: '{ probe: { probe: home, path: $PATH_OF } }' }, 'unknown', '"$PATH_OF" is a placeholder of the shell'],
  [{ sli: `{ plugin: { id: "\${PLUGIN}" } }` }, 'unknown-plugin', `"\${PLUGIN}" is a placeholder of the shell`],
  [
    { sli: `{ latency: { histogram: "\${H}", threshold: 1s } }` },
    'promql-syntax',
    `"\${H}" is a placeholder of the shell`,
  ],
  [
    { alerting: '{ name: A, labels: { team: "{{ .Values.team }}" } }' },
    'alert-template',
    '"{{ .Values.team }}" is a placeholder of Helm',
  ],
])('%j is an error that names the placeholder', (values, code, help) => {
  expect(said(values)).toEqual([expect.stringMatching(new RegExp(`^error .*${code}`))])
  expect(said(values)[0]).toContain(help)
})

test.each([
  [{ more: '    labels: { team: $TEAM }' }, '"$TEAM" is a placeholder of the shell'],
  [{ more: `    labels: { team: "\${TEAM:-web}" }` }, `"\${TEAM:-web}" is a placeholder of the shell`],
  [{ more: '    infoLabels: { team: "{{ .Values.team }}" }' }, '"{{ .Values.team }}" is a placeholder of Helm'],
  [
    { alerting: '{ name: A, page_alert: { labels: { team: "$(TEAM)" } } }' },
    '"$(TEAM)" is a placeholder of Kubernetes',
  ],
  [{ alerting: `{ name: "\${ALERT}" }` }, `"\${ALERT}" is a placeholder of the shell`],
])('%j is taken literally, and a warning says so', (values, message) => {
  expect(said(values)).toEqual([expect.stringContaining(`warning placeholder: ${message}`)])
})

test.each([
  { alerting: '{ name: A, labels: { team: "{{ $labels.team }}", costs: 5$ } }' },
  { alerting: `{ name: A, annotations: { summary: "restart $POD: echo \${POD}" } }` },
  { more: '    labels: { team: "a$" }' },
])('%j holds no placeholder of another tool', values => expect(said(values)).toEqual([]))

test('a file of windows names placeholders too', () => {
  const text = `apiVersion: sloth.slok.dev/v1
kind: AlertWindows
spec: { sloPeriod: "\${P}", page: { quick: { errorBudgetPercent: 2, shortWindow: 5m, longWindow: 1h } } }`
  const [problem] = parseAlertWindows([{ path: 'a.yaml', text }]).diagnostics
  expect(problem?.help).toContain(`"\${P}" is a placeholder of the shell`)
})
