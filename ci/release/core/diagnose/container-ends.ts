import { inSeconds, seconds } from '../../../../lib/duration.ts'
import { at, listAt, numberAt, textAt } from '../../../../lib/json/path.ts'
import type { Finding } from './finding.ts'
import { heapOverLimit, heapSet } from './heap.ts'
import { hasEnded } from './newest-pods.ts'
import { type ProbeKind, probeAnswer, probeText } from './probe-answer.ts'
import {
  type ContainerView,
  containersIn,
  endsOf,
  eventsAbout,
  lastEnd,
  logOf,
  type RolloutScene,
  waitingReason,
} from './rollout-scene.ts'
import { safeLine, safeTail } from './safe-line.ts'
import { eventLine, nameOf, type Sign } from './sign.ts'

const LOG_LINES = 5
/** Node's own words when its heap is full. */
const HEAP_FULL = /heap out of memory|Reached heap limit/

/** How a container ended. */
interface Ending {
  readonly container: ContainerView
  readonly scene: RolloutScene
  readonly reason: string
  readonly exitCode: number
  /** 0 when it ended by itself. */
  readonly signal: number
  readonly ends: number
  readonly log: readonly string[]
  /** Why the kubelet killed it, in its words; undefined when it did not. */
  readonly killed: string | undefined
}

/** One way to end: what shows it, and what it means. */
interface Way {
  readonly code: string
  readonly isSo: (ending: Ending) => boolean
  /** From this many ends on the rollout is over: some ways may be an accident once. */
  readonly after: number
  readonly faultOf?: Finding['faultOf']
  readonly what: (ending: Ending) => string
  readonly fix: (ending: Ending) => string
}

/** The first that fits counts. */
const WAYS: readonly Way[] = [
  {
    // No event mentions it, and exit code 137 alone is also a plain kill.
    code: 'out-of-memory',
    isSo: ({ reason }) => reason === 'OOMKilled',
    after: 1,
    what: ending => {
      const over = heapOverLimit(ending.container.spec)
      return `${subject(ending)} was killed because it took more memory than its limit of ${limitOf(ending)} (OOMKilled)${over === undefined ? '' : `: ${over.what}`}`
    },
    fix: ending => {
      const over = heapOverLimit(ending.container.spec)
      if (over !== undefined) return over.fix
      const heap = heapSet(ending.container.spec)
      const more = heap === undefined ? '' : ` Its heap may take ${heap} MiB of it.`
      return `Raise the memory limit, or find what takes more than before.${more}`
    },
  },
  {
    code: 'heap-full',
    isSo: ({ log, exitCode }) => exitCode === 134 || log.some(line => HEAP_FULL.test(line)),
    after: 1,
    what: ending => {
      const heap = heapSet(ending.container.spec)
      return `${subject(ending)} ended because its JavaScript heap${heap === undefined ? '' : ` of ${heap} MiB`} was full (exit code ${ending.exitCode})`
    },
    fix: () => 'Find what fills the heap, or raise --max-old-space-size and the memory limit with it.',
  },
  {
    code: 'liveness-killed',
    isSo: ({ killed }) => killed !== undefined && /liveness/.test(killed),
    after: 1,
    what: ending => `${subject(ending)} was killed by the kubelet: ${becauseOf(ending, 'Liveness')}`,
    fix: () => 'Make the path answer whenever the process works, also under load, or correct the liveness probe.',
  },
  {
    code: 'startup-killed',
    isSo: ({ killed }) => killed !== undefined && /startup/.test(killed),
    after: 1,
    what: ending =>
      `${subject(ending)} was killed by the kubelet, for it had not started after ${startSeconds(ending)} s: ${becauseOf(ending, 'Startup')}`,
    fix: () => 'Make it start faster, or give the startup probe more tries.',
  },
  {
    code: 'not-executable',
    isSo: ({ exitCode }) => exitCode === 126,
    after: 1,
    what: ending => `${subject(ending)} cannot execute its command (exit code 126)`,
    fix: () => 'Check the mode of the file and its first line in the image.',
  },
  {
    code: 'command-not-found',
    isSo: ({ exitCode }) => exitCode === 127,
    after: 1,
    what: ending => `${subject(ending)} does not find its command (exit code 127)`,
    fix: () => 'Check the command of the manifest and what the image holds.',
  },
  {
    code: 'segmentation-fault',
    isSo: ({ exitCode }) => exitCode === 139,
    after: 1,
    what: ending => `${subject(ending)} crashed in native code (exit code 139, segmentation fault)`,
    fix: () => 'Check native modules: that they are built for the platform and the version of Node in the image.',
  },
  {
    code: 'killed',
    isSo: ({ exitCode }) => exitCode === 137,
    after: 2,
    what: ending =>
      `${subject(ending)} was killed (exit code 137), and neither the kubelet nor the memory limit says that it did so`,
    fix: () =>
      'A child process may have been out of memory: look at container_oom_events_total and at the log of the node’s kernel.',
  },
  {
    code: 'terminated',
    isSo: ({ exitCode }) => exitCode === 143,
    after: 2,
    what: ending => `${subject(ending)} ends by SIGTERM (exit code 143), which the kubelet did not send`,
    fix: () => 'Find what ends the process from inside the container.',
  },
  {
    code: 'ends-by-itself',
    isSo: ({ exitCode }) => exitCode === 0,
    after: 2,
    what: ending => `${subject(ending)} ends by itself, without an error (exit code 0)`,
    fix: () => 'The command must run until it is stopped: start the server in the foreground.',
  },
  {
    code: 'crash',
    isSo: () => true,
    after: 2,
    what: ending =>
      `${subject(ending)} crashes${ending.ends > 1 ? ` again and again (${ending.ends} times)` : ''}: ${lastWords(ending)}`,
    fix: () => 'Repair the release; the evidence has the last lines of its log.',
  },
]

/** Containers of the release that ended, also those of a Deployment that counts as available: without a readiness probe it does. */
export const containerEnds: Sign = scene =>
  containersIn(scene).flatMap(container => {
    const ending = endingOf(container, scene)
    if (ending === undefined) return []
    const way = WAYS.find(({ isSo }) => isSo(ending)) as Way
    return [
      {
        code: way.code,
        faultOf: way.faultOf ?? 'release',
        isFinal: ending.ends >= way.after,
        what: safeLine(way.what(ending)),
        fix: way.fix(ending),
        evidence: evidenceOf(ending),
      },
    ]
  })

function endingOf(container: ContainerView, scene: RolloutScene): Ending | undefined {
  const end = lastEnd(container)
  if (end === undefined || textAt(end, 'reason') === 'StartError') return undefined
  const isInit = listAt(container.pod, 'spec', 'initContainers').includes(container.spec)
  const exitCode = numberAt(end, 'exitCode') ?? 0
  if (isInit && exitCode === 0) return undefined
  // A Deployment's containers are started again where they end: a pod that has ended as a whole was ended by its node.
  if (hasEnded(container.pod)) return undefined
  // A pod that is being deleted ends as it should.
  if (at(container.pod, 'metadata', 'deletionTimestamp') !== undefined) return undefined
  const kill = eventsAbout(scene, container.pod).findLast(
    ({ reason, message }) => reason === 'Killing' && message.includes(` ${container.name} failed `),
  )
  return {
    container,
    scene,
    reason: textAt(end, 'reason'),
    exitCode,
    signal: numberAt(end, 'signal') ?? 0,
    ends: endsOf(container),
    log: [...textAt(end, 'message').split('\n'), ...logOf(scene, container)],
    killed: kill?.message,
  }
}

function subject({ container }: Ending): string {
  return container.name === '' ? 'The container' : `The container ${container.name}`
}

function limitOf({ container }: Ending): string {
  return textAt(container.spec, 'resources', 'limits', 'memory') || 'the node'
}

/** What the probe got that the kubelet killed it for. */
function becauseOf({ container, scene }: Ending, kind: ProbeKind): string {
  return probeAnswer(container, scene, kind) ?? `${probeText(container, kind)} failed`
}

function startSeconds({ container }: Ending): number {
  const probe = at(container.spec, 'startupProbe')
  const number = (name: string, otherwise: number) => numberAt(probe, name) ?? otherwise
  return inSeconds(
    seconds(number('initialDelaySeconds', 0) + number('periodSeconds', 10) * number('failureThreshold', 3)),
  )
}

/** The line of a log that says why: the error of a stack, else the last line. */
function lastWords({ log, exitCode }: Ending): string {
  const lines = safeTail(log, 50)
  const error = lines.find(line => /^(?:Uncaught )?(?:\w*(?:Error|Exception)|panic|fatal)\b.*:/i.test(line))
  const words = error ?? lines.findLast(line => !/^(?:at |Node\.js v)/.test(line))
  return words === undefined ? `exit code ${exitCode}, and its log is empty` : `${words} (exit code ${exitCode})`
}

function evidenceOf(ending: Ending): readonly string[] {
  const { container, scene, reason, exitCode, ends, log } = ending
  const waiting = waitingReason(container)
  const events = eventsAbout(scene, container.pod).filter(
    ({ reason: why, message }) => why === 'BackOff' || (why === 'Killing' && message.includes('failed')),
  )
  return [
    safeLine(
      `pod ${nameOf(container)}: ${reason || 'ended'}, exit code ${exitCode}, ${ends === 1 ? 'once' : `${ends} times`}${waiting === '' ? '' : `, now ${waiting}`}`,
    ),
    ...events.slice(-1).map(eventLine),
    ...safeTail(log, LOG_LINES).map(line => `log: ${line}`),
  ]
}
