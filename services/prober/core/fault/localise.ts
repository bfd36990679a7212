import type { FaultDomain } from '../../contract/names.ts'
import { factsOf, type Observations, RULES, type Sight } from './fault-rules.ts'

export interface Localisation {
  readonly domain: FaultDomain
  /** Why, in sentences: the rule that decided, then the facts. */
  readonly evidence: readonly string[]
}

/** Names the first broken hop on the way a request takes. With trouble on one path only it never says "app". */
export function localise(observations: Observations): Localisation {
  const facts = factsOf(observations)
  const rule = RULES.find(({ when }) => when(facts))
  return {
    domain: rule?.domain ?? 'unknown',
    evidence: [rule?.because ?? 'These failures do not point at one hop.', ...factSentences(observations)],
  }
}

function factSentences({ sights, edgeAlive, ingressAlive }: Observations): readonly string[] {
  const alive = (hop: string, isAlive: boolean | undefined): string[] =>
    isAlive === undefined ? [] : [`The ${hop} ${isAlive ? 'answers' : 'does not answer'} when asked about itself.`]
  return [...sights.map(sentence), ...alive('edge', edgeAlive), ...alive('ingress', ingressAlive)]
}

function sentence(sight: Sight): string {
  if (sight.state === 'good') return `Path ${sight.path}: good.`
  const { path, state, phase, reason, answeredBy, status } = sight
  const reply = status === undefined ? 'no reply' : `status ${status} written by ${answeredBy ?? 'unknown'}`
  return state === 'slow' ? `Path ${path}: slow, ${reply}.` : `Path ${path}: ${reason} in phase ${phase}, ${reply}.`
}

/**
 * One verdict over the probes in trouble: the domain most of them name, the outermost where they are even. Undefined when
 * none is in trouble.
 */
export function combine(troubled: readonly Localisation[]): Localisation | undefined {
  if (troubled.length === 0) return undefined
  const votes = (domain: FaultDomain): number => troubled.filter(verdict => verdict.domain === domain).length
  const most = Math.max(...ORDER.map(votes))
  const domain = ORDER.find(candidate => votes(candidate) === most) ?? 'unknown'
  const named = troubled.filter(verdict => verdict.domain === domain)
  return { domain, evidence: named.flatMap(({ evidence }) => evidence).slice(0, MAX_EVIDENCE) }
}

/** When hundreds of probes fail, the first few say what there is to say. */
const MAX_EVIDENCE = 40

/** Doubt in ourselves first, then the hops from outside in. */
const ORDER = ['prober', 'dns', 'edge', 'ingress', 'app', 'unknown'] as const satisfies readonly FaultDomain[]
