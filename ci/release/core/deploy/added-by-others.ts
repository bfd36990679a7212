import { parseJson } from '../../../../lib/json/parse.ts'
import { at, listAt, textAt } from '../../../../lib/json/path.ts'
import { FIELD_MANAGER } from './prune-plan.ts'

/** What someone has added to an object that we applied, and that an apply therefore leaves there. */
interface Addition {
  readonly manager: string
  /** `spec.template.spec.containers[app].env[DEBUG]`. */
  readonly field: string
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Members of lists that another manager has added: variables, volumes, containers. A server-side apply takes away only what it once
 * named itself, so these outlast every release and every way back. Plain fields are left out: whoever makes an object has all the
 * defaults that the API server fills in.
 */
export function addedByOthers(object: unknown): readonly Addition[] {
  const entries = listAt(object, 'metadata', 'managedFields').filter(entry => textAt(entry, 'subresource') === '')
  const isOurs = (entry: unknown): boolean =>
    textAt(entry, 'manager') === FIELD_MANAGER && textAt(entry, 'operation') === 'Apply'
  const ours: Fields = Object(at(entries.find(isOurs), 'fieldsV1'))
  return entries
    .filter(entry => !isOurs(entry))
    .flatMap(entry =>
      membersBeyond(Object(at(entry, 'fieldsV1')), ours, '').map(field => ({
        manager: textAt(entry, 'manager'),
        field,
      })),
    )
}

/** The members of lists in one tree of fields that another has not; `path` is what leads to the tree. */
function membersBeyond(theirs: Fields, ours: Fields, path: string): readonly string[] {
  return Object.entries(theirs).flatMap(([key, inner]) => {
    const there = `${path}${stepOf(key, path)}`
    if (key.startsWith('k:') && !Object.hasOwn(ours, key)) return [there]
    return key.startsWith('f:') || key.startsWith('k:') ? membersBeyond(Object(inner), Object(ours[key]), there) : []
  })
}

/** A step as people write it: `.env`, `[DEBUG]`, `[8080,TCP]`. */
function stepOf(key: string, path: string): string {
  const name = key.slice(2)
  if (key.startsWith('k:')) return `[${Object.values(Object(parseJson(name))).join(',')}]`
  return path === '' ? name : `.${name}`
}
