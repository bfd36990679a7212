import type { DiskSpace } from '../../../adapters/files/disk-space.ts'
import { momentText } from '../../../lib/text/moment-text.ts'
import type { Notice } from '../contract/notice.ts'
import type { Supervisor } from '../supervise/supervisor.ts'

/**
 * Stops Prometheus before the disk is full. A record that is written by half makes it throw away everything after that record
 * at its next start, long after there was space again; a Prometheus that is stopped loses only the time it is stopped for, and
 * one that was too late repairs its data as soon as there is space.
 */
export interface DiskFloor {
  /** Looks once. */
  look(): Promise<void>
  notices(): readonly Notice[]
}

/** What the floor is made of. */
export interface DiskFloorDeps {
  readonly folder: string
  /** Undefined where the system does not say. */
  readonly space: () => Promise<DiskSpace | undefined>
  readonly supervisor: Pick<Supervisor, 'hold' | 'release'>
  readonly now: () => Date
}

const MIB = 1_048_576
/** Prometheus takes this much at once for a file of chunks, and some more to compact a day. */
const FLOOR_BYTES = 256 * MIB
/** Of a small disk. */
const FLOOR_SHARE = 0.05
/** It goes on when this many times the floor is free, so that it does not stop and start all the time. */
const ENOUGH = 1.5

/** A floor under which nothing has fallen yet. */
export function createDiskFloor({ folder, space, supervisor, now }: DiskFloorDeps): DiskFloor {
  let below: { readonly since: Date; readonly floor: number } | undefined
  return {
    async look() {
      const found = await space()
      if (found === undefined) return
      const floor = Math.min(FLOOR_BYTES, found.total * FLOOR_SHARE)
      if (below === undefined && found.free < floor) {
        below = { since: now(), floor }
        await supervisor.hold('prometheus')
      } else if (below !== undefined && found.free >= floor * ENOUGH) {
        below = undefined
        supervisor.release('prometheus')
      }
    },
    notices() {
      if (below === undefined) return []
      const { since, floor } = below
      const sizes = { floor: mebibytes(floor), enough: mebibytes(floor * ENOUGH) }
      const text = `Prometheus is stopped since ${momentText(since, now())}: less than ${sizes.floor} of the disk of ${folder} are free, and a full one would destroy what it has measured; it goes on when ${sizes.enough} are free`
      return [{ kind: 'disk-full', since: since.toISOString(), text }]
    },
  }
}

function mebibytes(bytes: number): string {
  return `${Number((bytes / MIB).toPrecision(2))} MiB`
}
