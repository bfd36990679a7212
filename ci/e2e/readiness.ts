import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import { readObject } from '../../adapters/kubernetes/objects.ts'
import { pause } from '../../adapters/pause.ts'
import { type Duration, formatDuration, minutes, seconds } from '../../lib/duration.ts'
import { at, listAt, textAt } from '../../lib/json/path.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { diagnose } from '../release/core/diagnose/diagnosis.ts'
import { sentenceOf } from '../release/core/diagnose/finding.ts'
import type { RunPod } from './pods.ts'
import { FailedCheck } from './report.ts'

const ASK_EVERY = seconds(1)
const READY_WITHIN = minutes(4)

/** Waits until a pod runs; gives its address. Fails the check with what a diagnosis says, at once where waiting helps nothing. */
export async function untilRunning(cluster: Cluster, pod: RunPod, signal: AbortSignal): Promise<string> {
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: pod }
  let address = ''
  await until(READY_WITHIN, signal, async () => {
    const state = await readObject(cluster, object)
    address = textAt(state, 'status', 'podIP')
    const isRunning = listAt(state, 'status', 'containerStatuses').some(one => at(one, 'ready') === true)
    if (isRunning && address !== '') return undefined
    const { date: now } = await cluster.ask('/version')
    const found = diagnose({ ...ALONE, pods: state === undefined ? [] : [state], now })
    const [first] = found
    const said = `${pod.name}: ${first === undefined ? 'it does not run' : sentenceOf(first)}`
    if (found.some(({ isFinal }) => isFinal)) throw new FailedCheck(said)
    return async () => said
  })
  return address
}

/** What is known of a pod that belongs to no Deployment, and of which only its own status is read. */
const ALONE = { deployment: undefined, events: [], logs: new Map(), nodes: new Map() } as const

/** Asks again until nothing is left to wait for. Rejects with what is left, or when the signal aborts. */
export async function until(
  patience: Duration,
  signal: AbortSignal,
  left: () => Promise<(() => Promise<string>) | undefined>,
): Promise<void> {
  const deadline = performance.now() + patience
  for (;;) {
    signal.throwIfAborted()
    const complaint = await left()
    if (complaint === undefined) return
    if (performance.now() > deadline) {
      throw new ExternalError(`Not within ${formatDuration(patience)}: ${await complaint()}`)
    }
    await pause(ASK_EVERY, signal)
  }
}
