import { milliseconds } from '../../../../lib/duration.ts'
import { seededRandom } from '../../../../lib/seeded-random.ts'
import type { EvidenceFacts } from '../deploy/evidence.ts'
import type { StateName } from '../deploy/states.ts'
import { canarySettings } from '../gate/canary.testkit.ts'
import { exampleAnswer, SERVER_ERROR } from '../gate/gate.testkit.ts'
import { gateAfter, newGate } from '../gate/gate.ts'
import type { GateState } from '../gate/state.ts'
import { decisionAt } from '../gate/verdict.ts'
import { reportOf } from '../gate-report/report.ts'
import { type Courses, coursesAfter } from '../record/course.ts'
import { seenEvents } from '../record/events.ts'
import { type HeardSoFar, heardAfter, NOTHING_HEARD } from '../record/record.ts'

const STARTED = new Date('2026-11-29T10:00:00Z')

/** How many seconds of failures, and how many events, an example has beyond its gate's own. */
interface Size {
  readonly seconds: number
  readonly events: number
}

/** The evidence of a canary that answers 500 every sixth time, beside two old pods. */
export function exampleEvidence({ seconds, events }: Size = { seconds: 0, events: 8 }): EvidenceFacts {
  const { state, courses, heard, nowSeconds } = judgedAndHeard(seconds)
  const decision = decisionAt(state, nowSeconds) ?? { verdict: 'hold', because: 'interrupted' }
  const canaryReport = reportOf(state, { decision, startedAt: at(40), nowSeconds })
  const took = new Map<StateName, number>([
    ...([
      ['preflight', 3],
      ['lock', 2],
      ['baseline', 25],
      ['canary', 10],
      ['canary-gate', nowSeconds],
      ['withdraw', 9],
    ] as const),
  ])
  let from = 0
  const states = [...took].map(([name, spent]) => {
    from += spent
    return { state: name, at: at(from - spent), seconds: spent }
  })
  return {
    end: 'caught-by-gate',
    ...{ sentence: `in short the canary failed. ${canaryReport.sentence}`, who: 'ada in run 7' },
    ...{ release: 'new', returnedTo: undefined, startedAt: STARTED, endedAt: at(from), seconds: took, kinds: ['app'] },
    ...{ changes: ['Deployment leadline/app-canary added'], notes: ['A note.'], budget: undefined },
    cost: 'This deploy cost 21 s of the budget of web-edge-availability, 0.81 % of its 43 min 12 s.',
    costs: [{ id: 'web-edge-availability', badSeconds: 21, budgetSeconds: 2592, left: 0.6 }],
    users: {
      releases: [
        { release: 'new', isCanary: true, requests: 152, failed: 24 },
        { release: 'old', isCanary: false, requests: 311, failed: 0 },
      ],
      ...{ ingress: { requests: 458, failed: 24 }, isStopped: true },
    },
    ...{ report: undefined, canaryReport, dashboard: 'https://grafana.example.org/d/leadline-release' },
    byHand: ['npm run render -- release --apply', 'npm run gate -- --release new'],
    record: {
      ...{ states, releases: [...heard.releases.values()], failures: [...heard.failures.values()] },
      events: seenEvents(
        Array.from({ length: events }, (_, index) => eventAt(30 + index * 2)),
        STARTED,
      ),
      courses: new Map([['canary-gate', [...courses.values()]]]),
    },
  }
}

function at(second: number): Date {
  return new Date(STARTED.getTime() + second * 1000)
}

function eventAt(second: number): unknown {
  const [type, reason, message] =
    second < 34 ? ['Normal', 'Started', 'Started container app'] : ['Warning', 'Unhealthy', 'Readiness probe failed']
  const involvedObject = { kind: 'Pod', name: 'app-canary-1', uid: 'u' }
  return { type, reason, message, involvedObject, count: 3, lastTimestamp: at(second).toISOString() }
}

/** The gate until it decided, and what was heard meanwhile and for some seconds more. */
function judgedAndHeard(moreSeconds: number) {
  const random = seededRandom(7)
  let state: GateState = newGate(canarySettings(), 0)
  let courses: Courses = new Map()
  let heard: HeardSoFar = NOTHING_HEARD
  let decided: number | undefined
  for (let index = 0; ; index++) {
    const now = index / 15
    if (decided === undefined) courses = coursesAfter(courses, state, now)
    if (decided === undefined && decisionAt(state, now) !== undefined) decided = now
    if (decided !== undefined && now >= decided + moreSeconds) return { state, courses, heard, nowSeconds: decided }
    for (const path of ['edge', 'ingress']) {
      const release = random() < 1 / 3 ? 'new' : 'old'
      const failure = release === 'new' && now > 5 && random() < 1 / 6 ? SERVER_ERROR : undefined
      const took = milliseconds(20 + 20 * random() ** 4)
      const answer = exampleAnswer({ path, sentSeconds: now, release, took, failure })
      if (decided === undefined) state = gateAfter(state, answer)
      heard = heardAfter(heard, { ...answer, at: at(40 + now) })
    }
  }
}
