import type { Path, SkipReason } from '../contract/names.ts'
import type { Sample } from '../core/judge/sample.ts'
import type { ProbeRoute } from '../core/slots/probe-route.ts'
import type { EvidenceSource, Probe } from '../definition/model.ts'

/** A slot came due, or several that were missed. */
interface SlotMessage {
  readonly probe: string
  readonly path: Path
  /** When it was due; the last of several. */
  readonly slotSteady: number
  readonly count: number
  readonly skipped: SkipReason | undefined
}

/** What the messages of the probing thread hold, by their type. */
export interface WorkerMessages {
  readonly slot: SlotMessage
  readonly sample: { readonly sample: Sample }
  /** Every path of a slot, or of a whole burst, has ended. */
  readonly batch: { readonly probe: string; readonly role: Sample['role'] }
  /** A route is not probed until then, because the prober itself fails on it; without `untilSteady` it is probed again. */
  readonly setAside: ProbeRoute & { readonly untilSteady: number | undefined; readonly because: string }
  /** An exception in the thread that ended no probe. */
  readonly stray: { readonly probe: string | undefined; readonly error: string; readonly stack: string }
  readonly evidence: { readonly hop: EvidenceSource['hop']; readonly isAlive: boolean }
  readonly reference: { readonly errorSeconds: number | undefined; readonly isGood: boolean }
  readonly vitals: { readonly utilization: number; readonly lagsSeconds: readonly number[] }
  readonly stopped: object
}

/** What the probing thread reports to the main thread; with a type named, the messages of that type. */
export type WorkerMessage<Type extends keyof WorkerMessages = keyof WorkerMessages> = {
  readonly [Each in Type]: { readonly type: Each } & WorkerMessages[Each]
}[Type]

/** What the main thread asks of the probing thread. */
export type WorkerOrder =
  | {
      readonly type: 'define'
      readonly probes: readonly Probe[]
      readonly evidence: readonly EvidenceSource[]
      readonly maxInFlight: number
      /** The last slot of each probe that an earlier thread served, where there was one: those since then are lost. */
      readonly servedToSteady: Readonly<Record<string, number>>
    }
  | { readonly type: 'confirm'; readonly probe: string }
  | { readonly type: 'gather' }
  | { readonly type: 'stop' }
