import { count as counted } from '../../../../lib/count.ts'
import { shownRelease } from '../gate-report/shown.ts'
import type { DeployRecord } from './record.ts'

/** Where something of the timeline comes from. */
type Source = 'deploy' | 'release' | 'probes' | 'cluster'

/** One line of the timeline. */
export interface TimelineEntry {
  readonly at: Date
  readonly source: Source
  readonly isBad: boolean
  readonly text: string
}

/** Everything that a deploy has seen, in one order of time. */
export function timelineOf({ states, releases, failures, events }: DeployRecord): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [
    ...states.map(({ at, state }) => ({ at, source: 'deploy' as const, isBad: false, text: state })),
    ...releases.flatMap(({ release, first, last, answers }) => [
      { at: first, source: 'release' as const, isBad: false, text: `${shownRelease(release)} answers` },
      {
        ...{ at: last, source: 'release' as const, isBad: false },
        text: `${shownRelease(release)} has answered for the last time, of ${counted(answers, 'answer')}`,
      },
    ]),
    ...failures.map(({ at, path, release, reason, count }) => ({
      ...{ at, source: 'probes' as const, isBad: true },
      text: `${path}: ${counted(count, 'probe')} failed (${reason}), ${release === undefined ? 'signed by none' : `signed by ${shownRelease(release)}`}`,
    })),
    ...events.map(({ at, isWarning, about, reason, message, count }) => ({
      ...{ at, source: 'cluster' as const, isBad: isWarning },
      text: `${about}: ${reason}${count > 1 ? ` ×${count}` : ''}${message === '' ? '' : `: ${message}`}`,
    })),
  ]
  return entries.toSorted((a, b) => a.at.getTime() - b.at.getTime())
}
