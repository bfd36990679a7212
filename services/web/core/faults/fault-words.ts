import type { ReportedRoutes } from '../../../../slo/report/routes.ts'
import type { Tone } from '../../../../slo/report/tones.ts'
import type { FaultDomain } from '../../../prober/contract/names.ts'
import { FAULT_WORDS, type FaultWords, type ShownFault } from './domain-words.ts'
import { hopsThatAnswer, unknownFaultWords } from './unknown-fault.ts'

const NAMES: Partial<Readonly<Record<ShownFault, string>>> = { edge: 'edge', ingress: 'ingress', app: 'app' }

/** What is known of the fault besides its domain. */
export interface FaultDetails {
  /** How many instances fail, as `1 of 2`. */
  readonly instances?: string | undefined
  /** Which those are. */
  readonly failing?: string | undefined
  readonly isSlow?: boolean | undefined
  /** Which probes fail, and which paths are good. */
  readonly routes?: ReportedRoutes | undefined
}

/** The words for a fault: a hop that is slow, or of which some instances fail, is not called broken. */
export function faultWords(fault: ShownFault, { instances, failing, isSlow, routes }: FaultDetails = {}): FaultWords {
  const words = FAULT_WORDS[fault]
  if (fault === 'unknown' && routes !== undefined) return unknownFaultWords(words, routes)
  const name = NAMES[fault]
  if (name === undefined) return words
  if (instances !== undefined) {
    return {
      ...words,
      title: `${instances} ${fault === 'app' ? 'instances' : 'nodes'} of the ${name} fail${named(failing)}`,
      sentence: `Requests fail where they reach a failing ${fault === 'app' ? 'instance' : 'node'} of the ${name}; the others answer.`,
    }
  }
  if (isSlow !== true) return words
  return {
    title: `The ${name} is slow`,
    sentence: `Every hop answers, and the ${name} slower than it should.`,
    tone: 'warn',
  }
}

/** A hop of the request path, and its state. */
export interface Hop {
  readonly name: string
  readonly word: string
  readonly tone: Tone
}

const HOPS: readonly { readonly domain: FaultDomain; readonly name: string }[] = [
  { domain: 'dns', name: 'DNS' },
  { domain: 'edge', name: 'Edge' },
  { domain: 'ingress', name: 'Ingress' },
  { domain: 'app', name: 'App' },
]

/** The state of every hop: the broken one is named, and while the fault domain is unknown none is called good but those that good probes cross. */
export function hopsUnder(fault: ShownFault, details: FaultDetails = {}): readonly Hop[] {
  const isLocated = fault === 'none' || HOPS.some(({ domain }) => domain === fault)
  const crossed = hopsThatAnswer(details.routes?.good ?? [])
  return HOPS.map(({ domain, name }) => {
    if (!isLocated && !(fault === 'unknown' && crossed.includes(domain)))
      return { name, word: 'not known', tone: 'blind' }
    return domain === fault ? { name, ...brokenHop(details) } : { name, word: 'answers', tone: 'good' }
  })
}

function named(failing: string | undefined): string {
  return failing === undefined ? '' : `: ${failing}`
}

function brokenHop({ instances, failing, isSlow }: FaultDetails): Pick<Hop, 'word' | 'tone'> {
  if (instances !== undefined) return { word: `${instances} fail${named(failing)}`, tone: 'bad' }
  return isSlow === true ? { word: 'slow', tone: 'warn' } : { word: 'broken', tone: 'bad' }
}
