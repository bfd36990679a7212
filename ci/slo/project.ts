import { readSources } from '../../adapters/files.ts'
import type { Parsed } from '../../lib/diagnostic.ts'
import { renderGeneratedYaml } from '../../lib/yaml-writer.ts'
import { proberRules } from '../../services/prober/core/prober-rules.ts'
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

/** Where the prober's own alerts come from; they are about no SLO, and stand beside those of the SLOs. */
const PROBER_RULES_SOURCE = 'services/prober/core/prober-rules.ts'

/** Every file of the generated folder by its name: a pure function of the definitions, so it can be written or checked. */
export function generatedFiles(files: readonly ServiceSlos[]): ReadonlyMap<string, string> {
  const ofSlos = files.flatMap(({ path, slos }) => {
    const name = path.replace(/^.*\//, '').replace(/\.ya?ml$/, '')
    const rules = `${name}.rules.yaml`
    const tests = [...ruleTests(slos, rules)].map(([pace, file]) => {
      return [`${name}.${pace}.test.yaml`, renderGeneratedYaml(path, COMMAND, file)] as const
    })
    return [[rules, renderRuleFile(slos.flatMap(rulesForSlo), { source: path, command: COMMAND })] as const, ...tests]
  })
  const prober = renderRuleFile(proberRules(), { source: PROBER_RULES_SOURCE, command: COMMAND })
  return new Map([...ofSlos, ['prober.rules.yaml', prober]])
}
