import { readSources } from '../../adapters/files/files.ts'
import type { Parsed } from '../../lib/diagnostic/diagnostic.ts'
import { renderGeneratedYaml } from '../../lib/yaml/writer.ts'
import { definitionName, projectRules } from '../../services/monitoring/core/project-rules.ts'
import type { ProbeEntry } from '../../services/prober/contract/catalogue.ts'
import { parseSlos, type ServiceSlos } from '../../slo/definition/parse.ts'
import { ruleTests } from '../../slo/proof/rule-tests.ts'
import { readProbeCatalogue } from '../probe-catalogue.ts'

/** Where people write SLOs, and where their rules go. */
export const SOURCE_FOLDER = 'slo'
export const GENERATED_FOLDER = 'slo/generated'

/** How the generated folder is made again. */
export const COMMAND = 'npm run slo'

/** The SLOs of the repository's own definition files. */
export async function readProjectSlos(): Promise<Parsed<readonly ServiceSlos[]>> {
  return parseSlos(await readSources(SOURCE_FOLDER, '.yaml'), await readProbeCatalogue())
}

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
  return new Map([...projectRules(files, probes, COMMAND), ...tests])
}
