import type { FaultDomain, Path } from '../../contract/names.ts'
import { type FaultInputs, factsOf, RULES } from './fault-rules.ts'
import type { FailingInstances } from './path-state.ts'
import { pathSentence } from './path-words.ts'

/** Which hop is broken. */
export interface NamedFault {
  readonly domain: FaultDomain
  /** The instances of the hop that fail, where others answer. */
  readonly instances?: FailingInstances
  /** The hop answers, only slower than it should. */
  readonly isSlow?: true
}

export interface Localisation extends NamedFault {
  /** Why, in sentences: the rule that decided, then the facts. */
  readonly evidence: readonly string[]
}

/** The localisation of one probe, with what is needed to join it with those of others. */
interface ProbeLocalisation extends Localisation {
  /** The paths in trouble. */
  readonly troubled: readonly Path[]
  /** The hop is shown to be broken by what it does itself. */
  readonly isShown: boolean
}

/**
 * Names the first broken hop on the request path. A hop that is not shown to be broken by itself is never named while a
 * path fails that does not run through it. With only one path in trouble it never names the app, unless the failures
 * follow some of its instances.
 */
export function localise(inputs: FaultInputs): ProbeLocalisation {
  const facts = factsOf(inputs)
  const rule = RULES.find(({ when }) => when(facts))
  const domain = rule?.domain ?? 'unknown'
  const instances = isHop(domain) ? facts[domain]?.instances : undefined
  return {
    domain,
    ...(instances === undefined ? {} : { instances }),
    ...(isHop(domain) && facts.troubled.every(({ state }) => state === 'slow') ? { isSlow: true } : {}),
    evidence: [rule?.because ?? 'These failures do not point at one hop.', ...factSentences(inputs)],
    troubled: facts.troubled.map(({ path }) => path),
    isShown: rule?.isShown === true,
  }
}

function factSentences({ paths, edgeAlive, ingressAlive }: FaultInputs): readonly string[] {
  const alive = (hop: string, isAlive: boolean | undefined): string[] =>
    isAlive === undefined ? [] : [`The ${hop} ${isAlive ? 'answers' : 'does not answer'} when asked about itself.`]
  return [...paths.map(pathSentence), ...alive('edge', edgeAlive), ...alive('ingress', ingressAlive)]
}

/**
 * One localisation over the probes in trouble: the domain that most of them name, the outermost where they are even, of
 * those that every failing path of every probe runs through or that are shown to be broken. Undefined when none is in
 * trouble.
 */
export function combine(troubled: readonly ProbeLocalisation[]): Localisation | undefined {
  if (troubled.length === 0) return undefined
  const paths = new Set(troubled.flatMap(one => one.troubled))
  const isPossible = ({ domain, isShown }: ProbeLocalisation): boolean =>
    isShown || !isHop(domain) || [...paths].every(path => CROSSED[path].has(domain))
  const possible = troubled.filter(isPossible)
  const votes = (domain: FaultDomain): number => possible.filter(one => one.domain === domain).length
  const most = Math.max(...ORDER.map(votes))
  const domain = most === 0 ? 'unknown' : (ORDER.find(candidate => votes(candidate) === most) ?? 'unknown')
  const named = most === 0 ? troubled : possible.filter(one => one.domain === domain)
  const instances = named.every(one => one.instances !== undefined) ? named[0]?.instances : undefined
  const evidence = named.flatMap(one => one.evidence).slice(0, MAX_EVIDENCE)
  return {
    domain,
    ...(most === 0 || instances === undefined ? {} : { instances }),
    ...(isHop(domain) && named.every(one => one.isSlow) ? { isSlow: true } : {}),
    evidence,
  }
}

/** When hundreds of probes fail, the first few sentences suffice. */
const MAX_EVIDENCE = 40

/** The prober's own fault first, then the hops from outside in. */
const ORDER = ['prober', 'dns', 'edge', 'ingress', 'app', 'unknown'] as const satisfies readonly FaultDomain[]

/** The hops that each path runs through. */
const CROSSED: Readonly<Record<Path, ReadonlySet<FaultDomain>>> = {
  edge: new Set(['edge', 'ingress', 'app']),
  ingress: new Set(['ingress', 'app']),
  app: new Set(['app']),
}

function isHop(domain: FaultDomain): domain is Path {
  return Object.hasOwn(CROSSED, domain)
}
