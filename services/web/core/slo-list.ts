import { at, listAt, numberAt, textAt } from '../../../lib/json/path.ts'
import { probeOf, type Slo, sloId } from '../../../slo/core/model.ts'

/** The definition of an SLO: shown beside its figures, and in their place while there are none. */
export interface SloDefinition {
  readonly id: string
  readonly service: string
  readonly name: string
  readonly description: string
  /** 0.999 for 99.9 %. */
  readonly objective: number
  /** Whether it counts probes. */
  readonly isProbed?: boolean
}

/**
 * The list of SLOs that the app reads when it starts and when it changes. It is written where definitions are parsed anyway: their parser,
 * which knows every format, would cost each instance of the app some megabytes of memory.
 */
export function renderSloList(slos: readonly Slo[]): string {
  const list = slos.map((slo): SloDefinition => {
    const { service, name, description, objective } = slo
    const isProbed = probeOf(slo) !== undefined
    return { id: sloId(slo), service, name, description, objective, ...(isProbed ? { isProbed } : {}) }
  })
  return `${JSON.stringify({ slos: list, definitions: slos }, undefined, 1)}\n`
}

/** The SLOs of such a list with all that a report asks for; undefined where the list has none, as an older one. */
export function parseSloModels(document: unknown): readonly Slo[] | undefined {
  // They were parsed when the list was written, by the same release.
  return Array.isArray(Object(document).definitions) ? (listAt(document, 'definitions') as readonly Slo[]) : undefined
}

/** The SLOs of such a list, without entries that are none; undefined for what is no list. */
export function parseSloList(document: unknown): readonly SloDefinition[] | undefined {
  if (document === undefined || !Array.isArray(Object(document).slos)) return undefined
  return listAt(document, 'slos').flatMap(entry => {
    const [id, service, name] = [textAt(entry, 'id'), textAt(entry, 'service'), textAt(entry, 'name')]
    const objective = numberAt(entry, 'objective')
    if (id === '' || objective === undefined) return []
    const isProbed = at(entry, 'isProbed') === true
    const description = textAt(entry, 'description')
    return [{ id, service, name, description, objective, ...(isProbed ? { isProbed } : {}) }]
  })
}
