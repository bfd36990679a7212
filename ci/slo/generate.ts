import { sha256 } from '../../adapters/files/sha256.ts'
import { UsageError } from '../../lib/command/command.ts'
import { needing, type Options, type Values } from '../../lib/command/options.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { alertTemplateProblems } from '../../lib/go-template/alert-template.ts'
import { SLO_FOLDER } from '../../slo/core/folder.ts'
import { isReservedLabel } from '../../slo/definition/labels.ts'
import { type GenerateOptions, OUTPUT_FORMS } from '../../slo/rules/generate.ts'
import { GENERATED_FOLDER } from './generated-folder.ts'
import { SOURCE_OPTIONS, TARGET_OPTION } from './source-options.ts'

const FOREIGN_OPTIONS = needing('input', {
  ...SOURCE_OPTIONS,
  out: {
    type: 'string',
    short: 'o',
    value: 'FILE|DIR|-',
    help: 'where the rules go, all or none; - is the terminal, for a folder as one document',
  },
  as: {
    type: 'string',
    value: 'FORM',
    choices: OUTPUT_FORMS,
    default: 'auto',
    help: 'rules, a PrometheusRule of the Prometheus operator, or a custom resource of sloth; auto is what the source is',
  },
  prometheus: TARGET_OPTION,
  'disable-alerts': { type: 'boolean', help: 'recording rules only' },
  'disable-recordings': { type: 'boolean', help: 'alerting rules only' },
  label: { type: 'string', short: 'l', value: 'KEY=VALUE', multiple: true, help: 'one more label for every SLO' },
})

const OPTIONS = {
  check: {
    type: 'boolean',
    excludes: 'input',
    help: 'write nothing; name the files that are not what the definitions say',
  },
  ...FOREIGN_OPTIONS,
  input: { ...SOURCE_OPTIONS.input, needs: 'out' },
} as const satisfies Options

type GenerateValues = Values<typeof OPTIONS>

function generateOptions(values: GenerateValues): GenerateOptions {
  return {
    flavour: values.compat ?? 'leadline',
    form: values.as,
    alerts: !values['disable-alerts'],
    recordings: !values['disable-recordings'],
    labels: readLabels(values.label),
    command: 'npm run slo -- generate',
    sha256,
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
export const generate = defineCommand({
  name: 'npm run slo -- generate',
  summary: 'write the Prometheus rules of SLO definitions',
  help: {
    about: 'Those of this repository come with tests for promtool.',
    uses: [
      ['npm run slo -- generate', `${SLO_FOLDER}/*.yaml → ${GENERATED_FOLDER}/<file>.rules.yaml and its tests`],
      ['npm run slo -- generate --input FILE --out -', 'any definitions, to the terminal'],
      ['npm run slo -- generate --input FILE --out FILE', 'one file'],
      ['npm run slo -- generate --input DIR --out DIR', 'a whole tree, mirrored'],
    ],
    notes:
      'Nothing is written while any definition has an error. When a definition was deleted, its generated file is removed and named; only files are removed whose first line names that definition and this command.',
  },
  options: OPTIONS,
  exits: { good: 'done', bad: 'an error in a definition, or a stale file with --check' },
  run: async ({ values }, io) => {
    const { input, out } = values
    // Either way needs code that the other does not.
    if (input !== undefined && out !== undefined) {
      const { generateTree } = await import('./generate-tree.ts')
      return generateTree(input, out, { ...values, target: values.prometheus }, generateOptions(values), io)
    }
    const [{ checkGenerated, writeGenerated }, { GENERATED_RULES }] = await Promise.all([
      import('../generated/bring-up-to-date.ts'),
      import('./generated-rules.ts'),
    ])
    return values.check ? checkGenerated([GENERATED_RULES], io) : writeGenerated([GENERATED_RULES], io)
  },
})
