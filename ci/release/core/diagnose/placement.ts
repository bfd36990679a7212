import { formatDuration, seconds } from '../../../../lib/duration.ts'
import { at, listAt, textAt } from '../../../../lib/json/path.ts'
import type { Finding } from './finding.ts'
import { isRolledOut } from './newest-pods.ts'
import { conditionOf, type RolloutScene } from './rollout-scene.ts'
import { safeLine } from './safe-line.ts'
import { ageOf, type Sign } from './sign.ts'

/** A pod may wait so long for one that is ending to make room. */
const ROOM_PATIENCE = seconds(60)

/** Why no node takes a pod, by the scheduler's words; the last matches everything. */
const WANTS: readonly (readonly [pattern: RegExp, code: string, fix: string])[] = [
  [
    /Insufficient (?:memory|cpu|pods|ephemeral-storage)/,
    'no-room',
    'Free room on a node, add one, or lower the requests; a rollout needs room for one more pod than there are replicas.',
  ],
  [
    /untolerated taint/,
    'no-node-tolerates',
    'Look at the taints of the nodes: one that is not ready, cordoned or under pressure takes no pods.',
  ],
  [/node affinity|node selector/, 'no-node-selected', 'Label a node as the pod wants it, or correct the selector.'],
  [
    /persistentvolumeclaim|volume node affinity/,
    'volume-elsewhere',
    'The data lies on another node: bring that one back, or move the volume.',
  ],
  [/[\s\S]*/, 'unschedulable', 'Change what the scheduler names, on the nodes or in the manifest.'],
]

/** Pods that no node takes. */
export const unschedulable: Sign = ({ pods, now }) =>
  pods.flatMap(pod => {
    const condition = conditionOf(pod, 'PodScheduled', 'False')
    if (condition === undefined || textAt(condition, 'reason') !== 'Unschedulable') return []
    const message = textAt(condition, 'message')
    const [, code = '', fix = ''] = WANTS.find(([pattern]) => pattern.test(message)) ?? []
    const waited = ageOf(pod, now)
    return [
      {
        code,
        faultOf: code === 'no-node-selected' || code === 'unschedulable' ? 'release' : ('setup' as Finding['faultOf']),
        isFinal: waited >= ROOM_PATIENCE,
        what: safeLine(
          `No node takes the pod: ${message.replace(/\s*(?:no new claims|preemption:)[\s\S]*$/, '').replace(/[.\s]+$/, '')}`,
        ),
        fix,
        evidence: [
          safeLine(`pod ${textAt(pod, 'metadata', 'name')}: unschedulable for ${formatDuration(waited)}: ${message}`),
        ],
      },
    ]
  })

/** Reasons of a pod that speak of its node. */
const OF_THE_NODE: readonly string[] = [
  'Evicted',
  'NodeLost',
  'NodeShutdown',
  'Terminated',
  'Preempting',
  'UnexpectedAdmissionError',
  'OutOfcpu',
  'OutOfmemory',
  'OutOfpods',
]
/** Conditions of a node that hold when something is wrong with it. */
const PRESSURES: readonly string[] = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable']

/** Faults of nodes: no word about the release. */
export const nodeFaults: Sign = scene => [...lostPods(scene), ...unwellNodes(scene)]

function lostPods({ deployment, pods }: RolloutScene): readonly Finding[] {
  // The record of a lost pod stays for weeks, and its place was taken long ago where all that are wanted are there.
  if (isRolledOut(deployment)) return []
  return pods.flatMap(pod => {
    const reason = textAt(pod, 'status', 'reason')
    if (!OF_THE_NODE.includes(reason)) return []
    const node = textAt(pod, 'spec', 'nodeName')
    const message = textAt(pod, 'status', 'message')
    return [
      {
        code: 'pod-lost',
        faultOf: 'node' as const,
        isFinal: false,
        what: safeLine(
          `The node ${node} gave up a pod (${reason}${message === '' ? '' : `: ${message.replace(/[.\s]+$/, '')}`})`,
        ),
        fix: 'Look at the node: its memory, its disk, whether it was shut down.',
        evidence: [safeLine(`pod ${textAt(pod, 'metadata', 'name')}: ${reason}: ${message}`)],
      },
    ]
  })
}

/** Nodes that carry pods of the release and are not well; where nodes cannot be read, pods say that they are not ready with them. */
function unwellNodes({ pods, nodes }: RolloutScene): readonly Finding[] {
  const names = new Set(pods.map(pod => textAt(pod, 'spec', 'nodeName')).filter(name => name !== ''))
  return [...names].flatMap(name => {
    const node = nodes.get(name)
    const complaints = [
      ...(node !== undefined && conditionOf(node, 'Ready') === undefined ? ['not ready'] : []),
      ...PRESSURES.filter(type => conditionOf(node, type) !== undefined),
      ...(isTainted(pods, name) ? ['its pods are to be moved away'] : []),
    ]
    if (complaints.length === 0) return []
    const said = listAt(node, 'status', 'conditions').map(
      one => `${textAt(one, 'type')}=${textAt(one, 'status')} ${textAt(one, 'reason')}: ${textAt(one, 'message')}`,
    )
    return [
      {
        code: 'node-unwell',
        faultOf: 'node' as const,
        isFinal: false,
        what: safeLine(`The node ${name} is unwell: ${complaints.join(', ')}`),
        fix: `Look at the node (kubectl describe node ${name}); deploy again when it is well.`,
        evidence: said.filter(line => !/^\w+Pressure=False/.test(line)).map(safeLine),
      },
    ]
  })
}

function isTainted(pods: readonly unknown[], node: string): boolean {
  return pods.some(
    pod =>
      textAt(pod, 'spec', 'nodeName') === node &&
      textAt(conditionOf(pod, 'DisruptionTarget'), 'reason') === 'DeletionByTaintManager' &&
      at(pod, 'metadata', 'deletionTimestamp') !== undefined,
  )
}
