import { isSeq } from 'yaml'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import { type Form, IP_ADDRESS, sameAddress } from './forms.ts'

/** Kubernetes warns about a second spelling of an address of IPv6, and two renderings of one site would differ. */
export function spelt(address = ''): string {
  return IP_ADDRESS.isGood(address) ? sameAddress(address) : address
}

/** Checks a value of a mapping for its form, and gives it. */
type CheckForm = (key: string, text: string | undefined, form: Form) => string | undefined

/** Checks values of one mapping for their form; what has another is reported at its place. */
export function partOf(yaml: YamlReader, map: YamlMap | undefined): CheckForm {
  return (key, text, form) => {
    if (map === undefined || text === undefined || form.isGood(text)) return text
    yaml.report(
      form.code,
      `Cannot use ${JSON.stringify(text)} as ${form.noun}`,
      yaml.itemNode(map, key, text),
      form.help,
    )
    return text
  }
}

/** A list that must be there says nothing where it is empty. */
export function requireEntry(
  yaml: YamlReader,
  map: YamlMap | undefined,
  key: string,
  code: string,
  help: string,
): void {
  const list = map && yaml.node(map, key)
  if (map !== undefined && isSeq(list) && list.items.length === 0)
    yaml.report(code, `"${key}" has no entry`, yaml.keyNode(map, key), help)
}

/** An entry of a list that stands twice, in whatever spelling, is reported where it stands again. */
export function refuseTwice(
  yaml: YamlReader,
  map: YamlMap | undefined,
  key: string,
  entries: readonly string[],
  [code, noun]: readonly [code: string, noun: string],
): void {
  if (map === undefined) return
  for (const [index, entry] of entries.entries()) {
    if (entries.findIndex(other => spelt(other) === spelt(entry)) === index) continue
    const nth = entries.slice(0, index).filter(other => other === entry).length
    yaml.report(code, `${noun} ${entry} stands twice`, yaml.itemNode(map, key, entry, nth), 'Remove one.')
  }
}
