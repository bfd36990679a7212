import type { ReportedRoutes } from '../../../../slo/report/routes.ts'
import type { FaultDomain, Path } from '../../../prober/contract/names.ts'
import type { FaultWords } from './domain-words.ts'

/** The hops that a request crosses on each path. */
const CROSSED: Readonly<Record<Path, readonly FaultDomain[]>> = {
  edge: ['dns', 'edge', 'ingress', 'app'],
  ingress: ['ingress', 'app'],
  app: ['app'],
}

/** More than these are counted. */
const MOST_NAMED = 2

/** The words for failures that point at no hop: which probe fails on which path, and which paths are good. */
export function unknownFaultWords(words: FaultWords, { failing, good }: ReportedRoutes): FaultWords {
  if (failing.length === 0) return words
  const byProbe = Map.groupBy(failing, ({ probe }) => probe)
  const named = [...byProbe].map(([probe, routes]) => `${probe} fails on ${listed(routes.map(({ path }) => path))}`)
  const title = byProbe.size > MOST_NAMED ? `${byProbe.size} probes fail, the hop is not identified` : named.join('; ')
  if (good.length === 0) return { ...words, title }
  const answering = good.includes('edge') ? 'so every hop answers' : `so the ${listed(hopsThatAnswer(good))} answers`
  const others = `Others are good on ${good.length === Object.keys(CROSSED).length ? 'every path' : listed(good)}`
  const sentence = `That is no pattern that identifies one hop. ${others}, ${answering.replace(/( and .*) answers$/, '$1 answer')}.`
  return { ...words, title, sentence }
}

/** The hops that good probes cross. */
export function hopsThatAnswer(good: readonly Path[]): readonly FaultDomain[] {
  return [...new Set(good.flatMap(path => CROSSED[path]))]
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
