import { type FaultDomain, PATHS, type Path } from '../../contract/names.ts'
import { type FaultInputs, factsOf, RULES, type Rule } from './fault-rules.ts'
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
  /** The paths that are good. */
  readonly good: readonly Path[]
  /** No request on the paths in trouble is in order. */
  readonly isWhole: boolean
  /** The hop is shown to be broken by what it does itself. */
  readonly isShown: boolean
}

/**
 * Names the first broken hop on the request path. A hop that is not shown to be broken by itself is never named while a
 * path fails that does not run through it. With only one path in trouble it never names the app, unless the failures
 * follow some of its instances. With the name of the probe the sentences say whose paths they are of.
 */
export function localise(inputs: FaultInputs, probe?: string): ProbeLocalisation {
  const facts = factsOf(inputs)
  const rule = RULES.find(({ when }) => when(facts))
  const domain = rule?.domain ?? 'unknown'
  const instances = isHop(domain) ? facts[domain]?.instances : undefined
  const isSlow = isHop(domain) && facts.troubled.every(({ state }) => state === 'slow')
  return {
    domain,
    ...(instances === undefined ? {} : { instances }),
    ...(isSlow ? { isSlow } : {}),
    evidence: [reasonOf(rule, isSlow), ...factSentences(inputs, probe)],
    troubled: facts.troubled.map(({ path }) => path),
    good: PATHS.filter(path => facts.isGood[path]),
    isWhole: facts.troubled.every(({ part }) => part === undefined),
    isShown: rule?.isShown === true,
  }
}

/** Why a hop is named that answers, only slower than it should: nothing fails there. */
const SLOW_REASONS: Partial<Readonly<Record<FaultDomain, string>>> = {
  app: 'Every path to the app is slow, also that which asks it directly.',
  ingress: 'The app is quick when asked directly, and slow through the ingress.',
  edge: 'The ingress path is quick, so it is the edge, or the network path to it, that is slow.',
}

function reasonOf(rule: Rule | undefined, isSlow: boolean): string {
  if (rule === undefined) return 'These failures do not point at one hop.'
  return (isSlow ? SLOW_REASONS[rule.domain] : undefined) ?? rule.because
}

function factSentences({ paths, edgeAlive, ingressAlive }: FaultInputs, probe: string | undefined): readonly string[] {
  const alive = (hop: string, isAlive: boolean | undefined): string[] =>
    isAlive === undefined ? [] : [`The ${hop} ${isAlive ? 'answers' : 'does not answer'} when asked about itself.`]
  return [
    ...paths.map(path => pathSentence(path, probe)),
    ...alive('edge', edgeAlive),
    ...alive('ingress', ingressAlive),
  ]
}

/**
 * One localisation over the probes in trouble: the domain that most of them name, the outermost where they are even, of
 * those that every failing path of every probe runs through or that are shown to be broken. Undefined when none is in
 * trouble.
 */
export function combine(all: readonly ProbeLocalisation[]): Localisation | undefined {
  const troubled = withoutLoners(all)
  if (troubled.length === 0) return undefined
  const crossed = crossedByAll(troubled)
  const possible = troubled.filter(({ domain, isShown }) => isShown || !isHop(domain) || crossed.has(domain))
  const votes = new Map<FaultDomain, number>()
  for (const { domain } of possible) votes.set(domain, (votes.get(domain) ?? 0) + 1)
  const most = Math.max(0, ...votes.values())
  const domain = ORDER.find(candidate => most > 0 && votes.get(candidate) === most) ?? 'unknown'
  const named = most === 0 ? troubled : possible.filter(one => one.domain === domain)
  const instances = named.every(one => one.instances !== undefined) ? named[0]?.instances : undefined
  // Each has a sentence or more; with hundreds of probes in trouble this runs after each of their samples.
  const evidence = named.slice(0, MAX_EVIDENCE).flatMap(one => one.evidence)
  return {
    domain,
    ...(most === 0 || instances === undefined ? {} : { instances }),
    ...(isHop(domain) && named.every(one => one.isSlow) ? { isSlow: true } : {}),
    evidence: evidence.slice(0, MAX_EVIDENCE),
  }
}

/**
 * The probes without those whose trouble is that of their own target: it points at no hop, on paths that are good for a probe
 * that names one. Beside these, what such a probe names would never be crossed by all. Where only a part of both their
 * requests fails it may be one fault, and stays one: what fails now and then explains no probe of which all requests fail.
 */
function withoutLoners(all: readonly ProbeLocalisation[]): readonly ProbeLocalisation[] {
  const naming = all.filter(({ domain }) => isHop(domain))
  const whole = naming.filter(({ isWhole, instances }) => isWhole || instances !== undefined)
  const areGood = (paths: readonly Path[], others: readonly ProbeLocalisation[]) =>
    paths.every(path => others.some(({ good }) => good.includes(path)))
  return all.filter(
    ({ domain, isWhole, troubled }) => domain !== 'unknown' || !areGood(troubled, isWhole ? naming : whole),
  )
}

/** The hops that every path in trouble runs through. */
function crossedByAll(troubled: readonly ProbeLocalisation[]): ReadonlySet<FaultDomain> {
  const paths = new Set<Path>()
  for (const one of troubled) for (const path of one.troubled) paths.add(path)
  return new Set(ORDER.filter(hop => [...paths].every(path => CROSSED[path].has(hop))))
}

/**
 * Where the fault of one probe is: where it is over all of them, unless a path of this one fails that does not run through
 * that hop. Then, and where the others fail in no pattern, what its own paths show.
 */
export function forProbe(own: ProbeLocalisation, overAll: Localisation): Localisation {
  if (overAll.domain === 'unknown' || overAll.domain === own.domain) return own
  const { domain } = overAll
  return isHop(domain) && own.troubled.some(path => !CROSSED[path].has(domain)) ? own : overAll
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
