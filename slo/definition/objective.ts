import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import type { ParseContext } from './parse-context.ts'

/** One bad event in a billion: a smaller budget is beyond the precision of the numbers in rules. */
const HIGHEST_PERCENT = 99.9999999

/** How an objective is written: in percent, or as a part of one. */
type Scale = 'percent' | 'part'

/** Reads `objective:` in percent. Sloth accepts 100, which leaves no error budget. */
export function readObjective(yaml: YamlReader, map: YamlMap, context: ParseContext): number | undefined {
  yaml.require(map, 'objective', 'Write a percentage, such as `objective: 99.9`.')
  const written = yaml.number(map, 'objective')
  return written === undefined ? undefined : checkObjective(yaml, map, 'objective', written, 'percent', context)
}

/** A written objective in percent; undefined, with a diagnostic, when it is out of range or most likely on the other scale. */
export function checkObjective(
  yaml: YamlReader,
  map: YamlMap,
  key: string,
  written: number,
  scale: Scale,
  { flavour }: ParseContext,
): number | undefined {
  const percent = scale === 'percent' ? written : written * 100
  const at = yaml.node(map, key)
  const meant = meantObjective(written, scale)
  const highest = flavour === 'sloth' ? 100 : HIGHEST_PERCENT
  if (!(percent > 0 && percent <= highest)) {
    const range = `Write a percentage above 0 and up to ${HIGHEST_PERCENT}, such as 99.9; 100 leaves no error budget.`
    const parts = 'Write a part of one, such as 0.999; 1 leaves no error budget.'
    const help = meant === undefined ? (scale === 'percent' ? range : parts) : `Did you mean ${meant}?`
    const shown = scale === 'percent' ? `${written} %` : `A part of ${written}`
    yaml.report('objective-out-of-range', `${shown} cannot be an objective`, at, help)
    return undefined
  }
  if (scale === 'part' || meant === undefined) return percent
  const complain = flavour === 'sloth' ? yaml.warn : yaml.report
  const message = `An objective of ${written} % lets ${decimal(100 - percent)} % of all events fail: it is in percent`
  complain('objective-like-part', message, at, `Did you mean ${meant}?`)
  return flavour === 'sloth' ? percent : undefined
}

/** The objective that was probably meant by one that is on the other scale, or without its point; undefined when none is likely. */
function meantObjective(written: number, scale: Scale): string | undefined {
  const digits = /^([1-9]\d)(\d+)$/.exec(String(written))
  if (scale === 'part') return written > 1 && written < 100 ? decimal(written / 100) : undefined
  if (written > 0 && written < 1) return decimal(written * 100)
  if (written === 1) return '99 or 99.9'
  return digits === null || written <= 100 ? undefined : `${digits[1]}.${digits[2]}`
}

/** A number without the digits that only binary fractions have. */
function decimal(value: number): string {
  return String(Number(value.toPrecision(12)))
}
