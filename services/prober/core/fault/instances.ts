import { isBad } from './episode.ts'
import type { FailingInstances, SampleState } from './path-state.ts'
import { isNoChance } from './share.ts'

/**
 * The addresses that every failure of a path follows, while the other addresses answer; undefined when the failures follow
 * none, or may do so by chance.
 */
export function failingInstances(samples: readonly SampleState[]): FailingInstances | undefined {
  const byAddress = new Map<string, { readonly bad: boolean; readonly good: boolean }>()
  for (const sample of samples) {
    if (sample.address === undefined) return undefined
    const seen = byAddress.get(sample.address)
    const bad = isBad(sample)
    byAddress.set(sample.address, { bad: bad || seen?.bad === true, good: !bad || seen?.good === true })
  }
  const all = [...byAddress]
  if (all.some(([, { bad, good }]) => bad && good)) return undefined
  const failing = all.flatMap(([address, { bad }]) => (bad ? [address] : [])).toSorted()
  if (failing.length === 0 || failing.length === all.length) return undefined
  const tally = { bad: samples.filter(isBad).length, of: samples.length }
  return tally.bad > 1 && isNoChance(tally) ? { failing, of: all.length } : undefined
}
