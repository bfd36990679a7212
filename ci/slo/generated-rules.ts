import { provenanceOf } from '../../lib/yaml/provenance.ts'
import type { GeneratedSet } from '../generated/generated-set.ts'
import { readProbeCatalogue } from '../probe-catalogue.ts'
import { COMMAND, GENERATED_FOLDER, generatedFiles, readProjectSlos } from './project.ts'

/** The rules and tests of this repository's own definitions. */
export const GENERATED_RULES: GeneratedSet = {
  name: 'Prometheus rules and their tests',
  files: `${GENERATED_FOLDER}/`,
  async make() {
    const { value, diagnostics } = await readProjectSlos()
    const { probes } = await readProbeCatalogue()
    const isOwn = (_: string, text: string) => provenanceOf(text)?.command === COMMAND
    return { value: [{ folder: GENERATED_FOLDER, files: generatedFiles(value, probes), isOwn }], diagnostics }
  },
}
