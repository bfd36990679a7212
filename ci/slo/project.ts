import { sha256 } from '../../adapters/files/sha256.ts'
import { renderGeneratedYaml } from '../../lib/yaml/writer.ts'
import { definitionName, projectRules } from '../../services/monitoring/core/project-rules.ts'
import type { ProbeEntry } from '../../services/prober/contract/catalogue.ts'
import type { ServiceSlos } from '../../slo/definition/parse.ts'
import { ruleTests } from '../../slo/proof/rule-tests.ts'

/** The command that generates the folder again. */
export const COMMAND = 'npm run slo'

/** Every file of the generated folder by its name: a pure function of the definitions, so it can be written or checked. */
export function generatedFiles(
  files: readonly ServiceSlos[],
  probes: readonly ProbeEntry[],
): ReadonlyMap<string, string> {
  const tests = files.flatMap(({ path, slos }) => {
    const name = definitionName(path)
    return [...ruleTests(slos, `${name}.rules.yaml`)].map(([pace, file]) => {
      return [`${name}.${pace}.test.yaml`, renderGeneratedYaml(path, COMMAND, file)] as const
    })
  })
  return new Map([...projectRules(files, probes, COMMAND, sha256), ...tests])
}
