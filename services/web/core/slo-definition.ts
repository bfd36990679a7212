import type { SourceFile } from '../../../lib/diagnostic/diagnostic.ts'
import { openYaml } from '../../../lib/yaml/reader.ts'
import { sloId } from '../../../slo/core/model.ts'

/** What people wrote about an SLO: shown beside its figures, and in their place while there are none. */
export interface SloDefinition {
  readonly id: string
  readonly service: string
  readonly name: string
  readonly description: string
  /** 0.999 for 99.9 %. */
  readonly objective: number
}

/**
 * The SLOs of the definition files in the order they were written. What cannot be read is left out: refusing a wrong
 * definition is the work of the check before a deploy, and a status page must not be away because of one.
 */
export function readDefinitions(files: readonly SourceFile[]): readonly SloDefinition[] {
  return files.flatMap(file => {
    const yaml = openYaml(file)
    return yaml.documents.flatMap(root => {
      const service = yaml.string(root, 'service')
      return yaml.maps(root, 'slos').flatMap(entry => {
        const name = yaml.string(entry, 'name')
        const percent = yaml.number(entry, 'objective')
        if (service === undefined || name === undefined || percent === undefined) return []
        const description = yaml.string(entry, 'description') ?? ''
        const objective = Number((percent / 100).toPrecision(12))
        return [{ id: sloId({ service, name }), service, name, description, objective }]
      })
    })
  })
}
