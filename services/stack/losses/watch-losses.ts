import path from 'node:path'
import { readDiskSpace } from '../../../adapters/files/disk-space.ts'
import type { KeptFile } from '../../../adapters/files/kept-file.ts'
import { pause } from '../../../adapters/pause.ts'
import { within } from '../../../adapters/within.ts'
import { seconds } from '../../../lib/duration.ts'
import type { Notice } from '../contract/notice.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import type { WatcherFacts } from '../watchers/facts.ts'
import { createDiskFloor } from './disk-floor.ts'
import type { Loss, Measured } from './loss.ts'
import { createLossWatch } from './loss-watch.ts'
import { newestSampleBefore } from './stored-samples.ts'

/** What measurements are missing, and what keeps more from being lost. */
export interface Losses {
  readonly notices: () => readonly Notice[]
  /** Resolves after the signal aborts. */
  readonly ended: Promise<void>
}

/** What losses are found with. */
export interface LossesDeps {
  readonly folder: string
  readonly kept: KeptFile<Measured>
  readonly facts: () => WatcherFacts
  readonly supervisor: Pick<Supervisor, 'statuses' | 'hold' | 'release'>
  /** With its credentials. */
  readonly prometheusUrl: string
  readonly now: () => Date
}

const INTERVAL = seconds(1)
/** A disk that hangs answers no question. */
const DISK_PATIENCE = seconds(5)

/** Looks every second until the signal aborts. */
export function watchLosses(deps: LossesDeps, signal: AbortSignal): Losses {
  const { folder, kept, facts, supervisor, prometheusUrl, now } = deps
  const losses = createLossWatch({
    kept,
    facts,
    prometheusPid: () => supervisor.statuses().find(({ name }) => name === 'prometheus')?.pid,
    newestBefore: moment => newestSampleBefore(prometheusUrl, moment, signal),
    now,
  })
  const space = () =>
    within(
      readDiskSpace(folder).catch(() => undefined),
      DISK_PATIENCE,
      undefined,
    )
  const disk = createDiskFloor({ folder: path.resolve(folder), space, supervisor, now })
  const watch = async (look: () => Promise<void>): Promise<void> => {
    while (!signal.aborted) {
      await look()
      await pause(INTERVAL, signal)
    }
  }
  return {
    notices: () => [...disk.notices(), ...losses.notices()],
    ended: Promise.all([watch(losses.look), watch(disk.look)]).then(() => undefined),
  }
}

/** Remembers a loss that is known before the watch begins, or that a part has said. */
export function rememberLoss(kept: KeptFile<Measured>, loss: Loss): void {
  const { losses = [], ...rest } = kept.current() ?? {}
  void kept.keep({ ...rest, losses: [...losses, loss] })
}
