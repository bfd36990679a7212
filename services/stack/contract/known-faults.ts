import { field } from '../../../lib/json/parse.ts'
import { listAt, textAt } from '../../../lib/json/path.ts'
import { FAULT_DOMAINS, type FaultDomain } from '../../prober/contract/names.ts'

/** A fault that lasts, by the prober's own memory. */
interface LastingFault {
  readonly faultDomain: FaultDomain
  /** Which instances of the hop fail, as `web-2`; absent where the failures follow none. */
  readonly failing?: string
}

/** What the stack knows of faults, all of the moment that it last asked the prober. */
export interface KnownFaults {
  /** ISO 8601. */
  readonly at: string
  readonly lasting: readonly LastingFault[]
  /** When the last fault of each hop that lasts no more was over, ISO 8601. */
  readonly ended: Partial<Readonly<Record<FaultDomain, string>>>
}

/** A fault domain in figures, and how old these are. */
interface NamedInFigures {
  readonly faultDomain: string | undefined
  /** The moment of the prober's sample, ISO 8601; undefined where that is not known. */
  readonly sampleAt: string | undefined
}

/** Where the fault is now, by the later of figures and what the stack knows. */
interface FaultNow {
  readonly faultDomain: string | undefined
  /** The fault that older figures still name. */
  readonly past?: { readonly faultDomain: FaultDomain; readonly until: string }
  readonly failing?: string
}

/**
 * Where the fault is now: figures are a scrape old, and beside what the stack has heard since they would name a hop as broken
 * of which every probe is good again.
 */
export function faultNow({ faultDomain, sampleAt }: NamedInFigures, known: KnownFaults | undefined): FaultNow {
  const named = hopOf(faultDomain)
  if (named === undefined || known === undefined) return { faultDomain }
  const lasting = known.lasting.find(one => one.faultDomain === named)
  if (lasting !== undefined)
    return { faultDomain, ...(lasting.failing === undefined ? {} : { failing: lasting.failing }) }
  const until = known.ended[named]
  if (until === undefined || sampleAt === undefined || known.at < sampleAt) return { faultDomain }
  const other = known.lasting.find(one => hopOf(one.faultDomain) !== undefined) ?? known.lasting[0]
  return { ...(other ?? NO_FAULT), past: { faultDomain: named, until } }
}

const NO_FAULT = { faultDomain: 'none' } as const

/** Whether figures name a hop that the stack has not heard of yet, so that what it says of recoveries is of before. */
export function isUnheard({ faultDomain, sampleAt }: NamedInFigures, known: KnownFaults | undefined): boolean {
  const named = hopOf(faultDomain)
  if (named === undefined || known === undefined || sampleAt === undefined) return false
  return known.at < sampleAt && known.lasting.every(one => one.faultDomain !== named)
}

/** The hops of a request, outside in. */
export const HOPS: readonly FaultDomain[] = ['dns', 'edge', 'ingress', 'app']

function hopOf(faultDomain: string | undefined): FaultDomain | undefined {
  return HOPS.find(hop => hop === faultDomain)
}

/** What is known of faults in a document from outside; undefined for what is none. */
export function readKnownFaults(document: unknown): KnownFaults | undefined {
  const at = textAt(document, 'at')
  if (Number.isNaN(Date.parse(at))) return undefined
  const lasting = listAt(document, 'lasting').flatMap((entry): LastingFault[] => {
    const faultDomain = FAULT_DOMAINS.find(domain => domain === field(entry, 'faultDomain'))
    const failing = textAt(entry, 'failing')
    return faultDomain === undefined ? [] : [{ faultDomain, ...(failing === '' ? {} : { failing }) }]
  })
  const ended = FAULT_DOMAINS.flatMap(domain => {
    const until = textAt(field(document, 'ended'), domain)
    return Number.isNaN(Date.parse(until)) ? [] : [[domain, until] as const]
  })
  return { at, lasting, ended: Object.fromEntries(ended) }
}
