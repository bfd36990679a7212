import { expect, test } from 'vitest'
import { renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { generateFile } from '../rules/generate.ts'
import { parseSlosWith } from './parse.ts'
import { FLAVOURS } from './parse-context.ts'
import { exampleContext } from './slo.testkit.ts'

/** An SLO with a total query and an annotation. */
function file(totalQuery: string, annotation = 'all is well'): string {
  const events = `{ error_query: 'sum(rate(e[{{.window}}]))', total_query: ${JSON.stringify(totalQuery)} }`
  const alerting = `{ name: Checkout, annotations: { note: ${JSON.stringify(annotation)} } }`
  return `version: prometheus/v1\nservice: web\nslos: [{ name: checkout, objective: 99, sli: { events: ${events} }, alerting: ${alerting} }]\n`
}

const TOTAL = 'sum(rate(t[{{.window}}]))'

/** Extreme texts: a quadratic scan of them would take minutes, and a recursive one would overflow the stack. */
const LONG_TEXTS: readonly (readonly [what: string, text: string, code: string | undefined])[] = [
  ['a name that is no function', file(`${'x'.repeat(400_000)}(y)`), 'promql-unknown-function'],
  ['empty lines', file(`${TOTAL}${'\n'.repeat(200_000)}+ 0 * ${TOTAL}`), undefined],
  ['templates with a mistake each', file(TOTAL, '{{ $x }}'.repeat(10_000)), 'alert-template'],
  ['brackets in a template', file(TOTAL, `{{ ${'('.repeat(50_000)} }}`), 'alert-template'],
  ['blocks in a template', file(TOTAL, '{{ if $value }}'.repeat(5_000)), 'alert-template'],
  ['brackets in a query', file('('.repeat(10_000)), 'promql-syntax'],
]

test.each(LONG_TEXTS)('very many or long %s are read like others', (_, text, code) => {
  for (const flavour of FLAVOURS) {
    const { value, diagnostics } = parseSlosWith([{ path: 'a.yaml', text }], exampleContext(flavour))
    renderDiagnostics(diagnostics)
    const codes = diagnostics.map(diagnostic => diagnostic.code)
    if (code !== undefined) expect(codes).toContain(code)
    else expect(codes).toEqual([])
    const [read] = value
    if (read === undefined || code !== undefined) continue
    const options = { form: 'auto', alerts: true, recordings: true, labels: {}, command: 'test' } as const
    expect(generateFile(read, { flavour, ...options })).toHaveProperty('text')
  }
})
