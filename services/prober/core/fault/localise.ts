import type { FaultDomain } from '../../contract/names.ts'
import { type FaultInputs, factsOf, RULES } from './fault-rules.ts'
import type { PathState } from './path-states.ts'

export interface Localisation {
  readonly domain: FaultDomain
  /** Why, in sentences: the rule that decided, then the facts. */
  readonly evidence: readonly string[]
}

/** Names the first broken hop on the request path. With only one path in trouble it never names the app. */
export function localise(inputs: FaultInputs): Localisation {
  const facts = factsOf(inputs)
  const rule = RULES.find(({ when }) => when(facts))
  return {
    domain: rule?.domain ?? 'unknown',
    evidence: [rule?.because ?? 'These failures do not point at one hop.', ...factSentences(inputs)],
  }
}

function factSentences({ paths, edgeAlive, ingressAlive }: FaultInputs): readonly string[] {
  const alive = (hop: string, isAlive: boolean | undefined): string[] =>
    isAlive === undefined ? [] : [`The ${hop} ${isAlive ? 'answers' : 'does not answer'} when asked about itself.`]
  return [...paths.map(sentence), ...alive('edge', edgeAlive), ...alive('ingress', ingressAlive)]
}

function sentence(one: PathState): string {
  if (one.state === 'good') return `Path ${one.path}: good.`
  const { path, state, phase, reason, answeredBy, status } = one
  const reply = status === undefined ? 'no reply' : `status ${status} written by ${answeredBy ?? 'unknown'}`
  return state === 'slow' ? `Path ${path}: slow, ${reply}.` : `Path ${path}: ${reason} in phase ${phase}, ${reply}.`
}

/**
 * One localisation over the probes in trouble: the domain most of them name, the outermost where they are even. Undefined
 * when none is in trouble.
 */
export function combine(troubled: readonly Localisation[]): Localisation | undefined {
  if (troubled.length === 0) return undefined
  const votes = (domain: FaultDomain): number => troubled.filter(one => one.domain === domain).length
  const most = Math.max(...ORDER.map(votes))
  const domain = ORDER.find(candidate => votes(candidate) === most) ?? 'unknown'
  const named = troubled.filter(one => one.domain === domain)
  return { domain, evidence: named.flatMap(({ evidence }) => evidence).slice(0, MAX_EVIDENCE) }
}

/** When hundreds of probes fail, the first few sentences suffice. */
const MAX_EVIDENCE = 40

/** The prober's own fault first, then the hops from outside in. */
const ORDER = ['prober', 'dns', 'edge', 'ingress', 'app', 'unknown'] as const satisfies readonly FaultDomain[]
