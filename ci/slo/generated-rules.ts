import { readProject } from '../../adapters/project.ts'
import { provenanceOf } from '../../lib/yaml/provenance.ts'
import type { GeneratedSet } from '../generated/generated-set.ts'
import { GENERATED_FOLDER } from './generated-folder.ts'
import { COMMAND, generatedFiles } from './project.ts'

/** The rules and tests of this repository's own definitions. */
export const GENERATED_RULES: GeneratedSet = {
  name: 'Prometheus rules and their tests',
  files: `${GENERATED_FOLDER}/`,
  async make() {
    const { value: project, diagnostics } = await readProject()
    const files = generatedFiles(project.files, project.catalogue.probes)
    const isOwn = (_: string, text: string) => provenanceOf(text)?.command === COMMAND
    return { value: [{ folder: GENERATED_FOLDER, files, isOwn }], diagnostics }
  },
}
