import { readSources } from '../../adapters/files.ts'
import type { Parsed } from '../../lib/diagnostic.ts'
import { renderGeneratedYaml } from '../../lib/yaml-writer.ts'
import { renderRuleFile } from '../../slo/output.ts'
import { parseSlos, type ServiceSlos } from '../../slo/parse.ts'
import { ruleTests } from '../../slo/rule-tests.ts'
import { rulesForSlo } from '../../slo/rules.ts'
import { readProbeCatalogue } from '../probe-catalogue.ts'

/** Where people write SLOs, and where their rules go. */
export const SOURCE_FOLDER = 'slo'
export const GENERATED_FOLDER = 'slo/generated'

const COMMAND = 'npm run slo'

/** The SLOs of the repository's own definition files. */
export async function readProjectSlos(): Promise<Parsed<readonly ServiceSlos[]>> {
  return parseSlos(await readSources(SOURCE_FOLDER, '.yaml'), await readProbeCatalogue())
}

/** Every file of the generated folder by its name: a pure function of the definitions, so it can be written or checked. */
export function generatedFiles(files: readonly ServiceSlos[]): ReadonlyMap<string, string> {
  return new Map(
    files.flatMap(({ path, slos }) => {
      const name = path.replace(/^.*\//, '').replace(/\.ya?ml$/, '')
      const rules = `${name}.rules.yaml`
      const tests = ruleTests(slos, rules)
      return [
        [rules, renderRuleFile(slos.flatMap(rulesForSlo), { source: path, command: COMMAND })] as const,
        ...(tests === undefined ? [] : [[`${name}.test.yaml`, renderGeneratedYaml(path, COMMAND, tests)] as const]),
      ]
    }),
  )
}
