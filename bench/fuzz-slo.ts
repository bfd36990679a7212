import { hasErrors } from '../lib/diagnostic/diagnostic.ts'
import { DIAGNOSTIC_ENTRIES } from '../slo/definition/diagnostics/entries.ts'
import { parseSlosWith } from '../slo/definition/parse.ts'
import { FLAVOURS } from '../slo/definition/parse-context.ts'
import { exampleContext } from '../slo/definition/slo.testkit.ts'
import { generateFile } from '../slo/rules/generate.ts'
import { type FuzzSubject, fuzzAsProgram, yamlIn } from './fuzz.ts'

/** SLO definitions, in every flavour in turn, and the rules of those that are good. */
export const SLO_DEFINITIONS: FuzzSubject = {
  originals: [...yamlIn('slo/testdata'), ...Object.values(DIAGNOSTIC_ENTRIES).flatMap(({ good, bad }) => [good, bad])],
  read(text, seed) {
    const flavour = FLAVOURS[seed % FLAVOURS.length] ?? 'leadline'
    const { value, diagnostics } = parseSlosWith([{ path: 'a.yaml', text }], exampleContext(flavour))
    const [file] = value
    if (!hasErrors(diagnostics) && file !== undefined) {
      const options = { flavour, form: 'auto', alerts: true, recordings: true, labels: {}, command: 'fuzz' } as const
      generateFile(file, options)
    }
    return diagnostics
  },
}

if (import.meta.main) fuzzAsProgram(SLO_DEFINITIONS)
