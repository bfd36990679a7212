import { expect, test } from 'vitest'
import { ACCEPTED_TEMPLATES, FAILING_TEMPLATES, REFUSED_TEMPLATES } from './alert-template.testkit.ts'
import { alertTemplateProblems } from './alert-template.ts'

test.each(ACCEPTED_TEMPLATES)('%s earns no complaint', template => {
  expect(alertTemplateProblems(template)).toEqual([])
})

test.each([...REFUSED_TEMPLATES, ...FAILING_TEMPLATES])('%s is refused', (template, at) => {
  const [problem] = alertTemplateProblems(template)
  expect(template.slice(...(problem?.range ?? [0, 0]))).toBe(at)
})

test.each([
  ['{{ $lables.job }}', 'Did you mean "$labels"?'],
  ['{{ labels.job }}', 'Did you mean "$labels"?'],
  ['{{ $value | humanise }}', 'Did you mean "humanize"?'],
  ['{{ .Lables.job }}', 'Did you mean ".Labels"?'],
  ['{{ if $value }}', 'Close it with {{ end }}.'],
])('of %s it is said what was meant', (template, help) => {
  expect(alertTemplateProblems(template)).toMatchObject([{ help }])
})

test('every action tells its own mistake', () => {
  const messages = alertTemplateProblems('{{ $a }} {{ b }} {{ $value }} {{ .C }}').map(({ message }) => message)
  expect(messages).toEqual([
    'A template of an alert has no variable "$a"',
    'A template of an alert has no function "b"',
    'A template of an alert has no field ".C"',
  ])
})
