import { HOPS, type KnownFaults } from '../contract/known-faults.ts'
import type { FaultPeriod } from './own-faults.ts'

/** Which faults last and which are over, in what the prober answered at a moment. */
export function faultsNow(periods: readonly FaultPeriod[], at: Date): KnownFaults {
  const open = periods.filter(({ untilWall }) => untilWall === undefined)
  const lasting = open.map(({ domain, failing }) => ({ faultDomain: domain, ...(failing && { failing }) }))
  const ended = HOPS.flatMap(hop => {
    const ends = periods.flatMap(({ domain, untilWall }) => (domain === hop ? (untilWall ?? []) : []))
    const isOver = ends.length > 0 && open.every(({ domain }) => domain !== hop)
    return isOver ? [[hop, new Date(Math.max(...ends)).toISOString()] as const] : []
  })
  return { at: at.toISOString(), lasting, ended: Object.fromEntries(ended) }
}
