import { parseArgs } from 'node:util'
import { alertTemplateProblems } from '../../lib/go-template/alert-template.ts'
import { isReservedLabel } from '../../slo/definition/labels.ts'
import { type GenerateOptions, OUTPUT_FORMS, type OutputForm } from '../../slo/rules/generate.ts'
import { type Command, type CommandIo, UsageError } from '../command/command.ts'
import { generateProject } from './generate-project.ts'
import { generateTree } from './generate-tree.ts'
import { GENERATED_FOLDER, SOURCE_FOLDER } from './project.ts'
import { SOURCE_HELP, SOURCE_OPTIONS } from './source-options.ts'

const HELP = `Turns SLO definitions into Prometheus rules, and those of this repository into promtool tests too.

  npm run slo -- generate                       ${SOURCE_FOLDER}/*.yaml → ${GENERATED_FOLDER}/<file>.rules.yaml and its tests
  npm run slo -- generate --check               write nothing; name the files that are not what the definitions say
  npm run slo -- generate --input FILE --out -  any definitions, to the terminal
  npm run slo -- generate --input FILE --out FILE
  npm run slo -- generate --input DIR --out DIR a whole tree, mirrored

${SOURCE_HELP}
  --out FILE|DIR|-        where the rules go, whole or not at all; - is the terminal, for a folder as one document
  --as FORM               rules, prometheus-rule (for the Prometheus operator) or sloth-crd; by default what the source is
  --disable-alerts        recording rules only
  --disable-recordings    alerting rules only
  --label KEY=VALUE       one more label for every SLO; may be repeated

Nothing is written while any definition has an error. A definition that was deleted loses its generated file, which is
told; only files are removed whose first line names that definition and this command.

Exit codes: 0 done · 1 an error in a definition, or a stale file with --check · 2 wrong usage
`

const OPTIONS = {
  ...SOURCE_OPTIONS,
  check: { type: 'boolean', default: false },
  out: { type: 'string', short: 'o' },
  as: { type: 'string' },
  'disable-alerts': { type: 'boolean' },
  'disable-recordings': { type: 'boolean' },
  label: { type: 'string', short: 'l', multiple: true },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  if (values.input === undefined) {
    const given = Object.entries(values).filter(([name, value]) => name !== 'check' && isGiven(value))
    if (given.length > 0)
      throw new UsageError(`${given.map(([name]) => `--${name}`).join(' and ')} can only go with --input`)
    return generateProject(values.check, io)
  }
  if (values.out === undefined) throw new UsageError('--input needs --out: a file, a folder, or - for the terminal')
  if (values.check) throw new UsageError(`--check compares ${GENERATED_FOLDER}, and goes without --input`)
  return generateTree(values.input, values.out, values, generateOptions(values), io)
}

/** Whether the command line says something of an option. */
function isGiven(value: unknown): boolean {
  return value !== undefined
}

function generateOptions(values: Values): GenerateOptions {
  const form = OUTPUT_FORMS.find(known => known === (values.as ?? 'auto'))
  if (form === undefined)
    throw new UsageError(`There is no form "${values.as}": write one of ${OUTPUT_FORMS.join(', ')}`)
  return {
    flavour: values.compat === 'sloth' ? 'sloth' : 'leadline',
    form: form satisfies OutputForm,
    alerts: !values['disable-alerts'],
    recordings: !values['disable-recordings'],
    labels: readLabels(values.label ?? []),
    command: 'npm run slo -- generate',
  }
}

function readLabels(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map(text => {
      const match = /^([a-zA-Z_][a-zA-Z0-9_]*)=(.+)$/.exec(text)
      if (match === null) throw new UsageError(`--label needs KEY=VALUE, not "${text}"`)
      const [, label = '', value = ''] = match
      if (isReservedLabel(label)) throw new UsageError(`--label cannot set "${label}": the rules set it themselves`)
      const [problem] = alertTemplateProblems(value)
      if (problem !== undefined) throw new UsageError(`--label ${label}: ${problem.message}. ${problem.help}`)
      return [label, value]
    }),
  )
}

/** `generate`: definitions in, rules out. */
export const generate: Command = { summary: 'write the rules and their tests', help: HELP, run }
