import type { ReportedRoutes } from '../../../slo/report/routes.ts'
import type { Tone } from '../../../slo/report/tones.ts'
import { FAULT_DOMAINS, type FaultDomain, type Path } from '../../prober/contract/names.ts'

/** The words for a fault domain on the status page. */
export interface FaultWords {
  readonly title: string
  readonly sentence: string
  readonly tone: Tone
}

/** The fault domain, or "blind" while none is known. */
export type ShownFault = FaultDomain | 'blind'

/** The words for every fault domain. */
const FAULT_WORDS: Readonly<Record<ShownFault, FaultWords>> = {
  none: { title: 'Every hop answers', sentence: 'Probes succeed on every path.', tone: 'good' },
  dns: {
    title: 'DNS is broken',
    sentence: 'The site’s name does not resolve, so visitors do not find the edge.',
    tone: 'bad',
  },
  edge: {
    title: 'The edge is broken',
    sentence: 'Requests fail at the Nginx edge; the ingress and the app answer when asked directly.',
    tone: 'bad',
  },
  ingress: {
    title: 'The ingress is broken',
    sentence:
      'The edge is alive and the app answers when asked directly, but the ingress between them does not pass requests on.',
    tone: 'bad',
  },
  app: {
    title: 'The app is broken',
    sentence: 'Probes reach the app on every path, and the app itself fails.',
    tone: 'bad',
  },
  prober: {
    title: 'The prober is in doubt',
    sentence: 'The prober’s own measurements are invalid, so the state of the hops is unknown.',
    tone: 'blind',
  },
  unknown: {
    title: 'Probes fail, the hop is not identified',
    sentence: 'Some probes fail, but not in a pattern that identifies one hop.',
    tone: 'warn',
  },
  blind: { title: 'Blind', sentence: 'No prober reports, so the state of the hops is unknown.', tone: 'blind' },
}

const NAMES: Partial<Readonly<Record<ShownFault, string>>> = { edge: 'edge', ingress: 'ingress', app: 'app' }

/** What is known of the fault besides its domain. */
interface FaultDetails {
  /** How many instances fail, as `1 of 2`. */
  readonly instances?: string | undefined
  readonly isSlow?: boolean | undefined
  /** Which probes fail, and which paths are good. */
  readonly routes?: ReportedRoutes | undefined
}

/** The words for a fault: a hop that is slow, or of which some instances fail, is not called broken. */
export function faultWords(fault: ShownFault, { instances, isSlow, routes }: FaultDetails = {}): FaultWords {
  const words = FAULT_WORDS[fault]
  if (fault === 'unknown' && routes !== undefined) return unknownFaultWords(words, routes)
  const name = NAMES[fault]
  if (name === undefined) return words
  if (instances !== undefined) {
    return {
      ...words,
      title: `${instances} ${fault === 'app' ? 'instances' : 'nodes'} of the ${name} fail`,
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

/** The fault domain in a label of Prometheus; blind for a word that is not in the closed list. */
export function shownFault(label: string | undefined): ShownFault {
  return FAULT_DOMAINS.find(domain => domain === label) ?? 'blind'
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

function brokenHop({ instances, isSlow }: FaultDetails): Pick<Hop, 'word' | 'tone'> {
  if (instances !== undefined) return { word: `${instances} fail`, tone: 'bad' }
  return isSlow === true ? { word: 'slow', tone: 'warn' } : { word: 'broken', tone: 'bad' }
}

/** The hops that a request crosses on each path. */
const CROSSED: Readonly<Record<Path, readonly FaultDomain[]>> = {
  edge: ['dns', 'edge', 'ingress', 'app'],
  ingress: ['ingress', 'app'],
  app: ['app'],
}

/** More than these are counted. */
const MOST_NAMED = 2

/** The words for failures that point at no hop: which probe fails on which path, and which paths are good. */
function unknownFaultWords(words: FaultWords, { failing, good }: ReportedRoutes): FaultWords {
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
function hopsThatAnswer(good: readonly Path[]): readonly FaultDomain[] {
  return [...new Set(good.flatMap(path => CROSSED[path]))]
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
