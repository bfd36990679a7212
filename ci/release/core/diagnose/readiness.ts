import { type Duration, formatDuration, inSeconds, seconds } from '../../../../lib/duration.ts'
import { at, numberAt, textAt } from '../../../../lib/json/path.ts'
import type { Finding } from './finding.ts'
import { type ProbeKind, probeAnswer, probeEvents } from './probe-answer.ts'
import { type ContainerView, conditionOf, containersIn, logOf, type RolloutScene } from './rollout-scene.ts'
import { safeLine, safeTail } from './safe-line.ts'
import { eventLine, lasted, nameOf, type Sign } from './sign.ts'

/** A pod that was started is ready within this time, or is said to be late; it may still become ready. */
const READY_PATIENCE = seconds(20)

/**
 * A pod that was ready is ready again within this time, or the release is bad: old pods end while new ones are there that answer
 * nothing, and a restart by the liveness probe takes half a minute more.
 */
const LOST_PATIENCE = seconds(10)

/**
 * Containers that run and are not ready. Events of failed probes alone are no evidence, for each healthy start and each drain
 * leaves some; they explain a container that is not ready now.
 */
export const unready: Sign = scene =>
  containersIn(scene).flatMap(container => {
    const runsSince = textAt(container.status, 'state', 'running', 'startedAt')
    if (runsSince === '' || at(container.status, 'ready') === true || isEnding(container)) return []
    const ran = lasted(runsSince, scene.now)
    const isStarted = at(container.status, 'started') === true
    if (!isStarted) return ran < READY_PATIENCE ? [] : [slowStart(container, ran, scene)]
    const lost = lostFor(container, scene)
    if (lost !== undefined) return lost < LOST_PATIENCE ? [] : [stoppedAnswering(container, lost, scene)]
    return ran < READY_PATIENCE ? [] : [neverReady(container, ran, scene)]
  })

/** How long a container that was ready has not been; undefined for one that never was since it was started. */
function lostFor({ pod, status }: ContainerView, { now }: RolloutScene): Duration | undefined {
  const since = textAt(conditionOf(pod, 'ContainersReady', 'False'), 'lastTransitionTime')
  const wasReady = Date.parse(since) > Date.parse(textAt(status, 'state', 'running', 'startedAt'))
  return wasReady ? lasted(since, now) : undefined
}

function stoppedAnswering(container: ContainerView, lost: Duration, scene: RolloutScene): Finding {
  return {
    code: 'stopped-answering',
    faultOf: 'release',
    isFinal: true,
    what: `The container ${container.name} was ready, and has not been for ${formatDuration(seconds(Math.round(inSeconds(lost))))}${colon(probeAnswer(container, scene, 'Readiness'))}`,
    fix: 'Find what keeps it from answering: its log, a loop that never ends, what its readiness path waits for.',
    evidence: evidenceOf(container, scene, 'Readiness'),
  }
}

function isEnding({ pod }: ContainerView): boolean {
  return at(pod, 'metadata', 'deletionTimestamp') !== undefined
}

function slowStart(container: ContainerView, ran: Duration, scene: RolloutScene): Finding {
  const probe = at(container.spec, 'startupProbe')
  const budget = seconds(
    (numberAt(probe, 'initialDelaySeconds') ?? 0) +
      (numberAt(probe, 'periodSeconds') ?? 10) * (numberAt(probe, 'failureThreshold') ?? 3),
  )
  return {
    code: 'slow-start',
    faultOf: 'release',
    isFinal: false,
    what: `The container ${container.name} has not started after ${formatDuration(seconds(Math.round(inSeconds(ran))))} of ${formatDuration(budget)}${colon(probeAnswer(container, scene, 'Startup'))}`,
    fix: 'Make it start faster, or give the startup probe more tries.',
    evidence: evidenceOf(container, scene, 'Startup'),
  }
}

function neverReady(container: ContainerView, ran: Duration, scene: RolloutScene): Finding {
  return {
    code: 'not-ready',
    faultOf: 'release',
    isFinal: false,
    what: `The container ${container.name} has run for ${formatDuration(seconds(Math.round(inSeconds(ran))))} and is not ready${colon(probeAnswer(container, scene, 'Readiness'))}`,
    fix: 'Find why the path of the readiness probe does not answer 200 to 399: what it waits for, whether it listens on 0.0.0.0 and on the port of the probe.',
    evidence: evidenceOf(container, scene, 'Readiness'),
  }
}

function colon(words: string | undefined): string {
  return words === undefined ? '' : `: ${words}`
}

function evidenceOf(container: ContainerView, scene: RolloutScene, kind: ProbeKind): readonly string[] {
  return [
    `pod ${nameOf(container)}: running, not ready`,
    ...probeEvents(container, scene, kind).slice(-1).map(eventLine),
    ...safeTail(logOf(scene, container), 3).map(line => `log: ${line}`),
  ]
}

/** A Deployment whose deadline is over, where nothing else says why. */
export const deadline: Sign = ({ deployment }) => {
  const condition = conditionOf(deployment, 'Progressing', 'False')
  if (condition === undefined || textAt(condition, 'reason') !== 'ProgressDeadlineExceeded') return []
  const limit = numberAt(deployment, 'spec', 'progressDeadlineSeconds') ?? 600
  return [
    {
      code: 'deadline',
      faultOf: 'release',
      isFinal: true,
      what: `The rollout of ${textAt(deployment, 'metadata', 'name')} made no progress for ${formatDuration(seconds(limit))}`,
      fix: 'Look at the pods of the release: npm run diagnose.',
      evidence: [safeLine(`Progressing=False ProgressDeadlineExceeded: ${textAt(condition, 'message')}`)],
    },
  ]
}
