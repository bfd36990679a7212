import { setTimeout as sleep } from 'node:timers/promises'
import { type App, endApp, type Fault, setFault, startApp } from '../gate/scene.testkit.ts'
import type { FakePod } from './fake-rollout.testkit.ts'
import { isReady, releaseOf } from './fake-rollout.testkit.ts'
import type { ImageName } from './image-scripts.testkit.ts'

const SOUND: Fault = { mode: 'none' }

/** What the app does in a pod of an image, on each path; where none is named it is sound. */
const FAULTS: Readonly<Partial<Record<ImageName, Readonly<Record<'edge' | 'ingress', Fault>>>>> = {
  'half-500': both({ mode: 'errors', part: 0.5 }),
  'errors-3-percent': both({ mode: 'errors', part: 0.03 }),
  slow: both({ mode: 'slow', delay: '900ms' }),
  'errors-on-ingress': { edge: SOUND, ingress: { mode: 'errors', part: 0.3 } },
}

function both(fault: Fault): Readonly<Record<'edge' | 'ingress', Fault>> {
  return { edge: fault, ingress: fault }
}

/** Where processes of pods listen: a pod takes a pair of ports, one behind each of the two ingresses. */
export interface Slot {
  readonly edge: number
  readonly ingress: number
}

interface Living {
  readonly slot: Slot
  readonly apps: Promise<readonly App[]>
  restarts: number
  isEnding: boolean
  isServing: boolean
}

/** Real processes in the place of the pods that a fake controller has. */
export interface RealPods {
  /** Makes the processes those of these pods; gives the slots that requests go to. */
  readonly follow: (pods: readonly FakePod[], nowSeconds: number) => Promise<readonly Slot[]>
  readonly close: () => Promise<void>
}

/** Makes processes, two for each pod: a path has one of its own, so that a fault may be that of one path. */
export function realPods(slots: readonly Slot[], folder: string): RealPods {
  const living = new Map<string, Living>()
  const leaving = new Set<Living>()

  const start = (pod: FakePod, slot: Slot): Living['apps'] => {
    const faults = FAULTS[imageOf(pod)] ?? both(SOUND)
    const paths = ['edge', 'ingress'] as const
    return Promise.all(
      paths.map(async path => {
        const app = await startApp(releaseOf(pod), `${pod.name}-${path}`, folder, slot[path])
        if (faults[path].mode !== 'none') await setFault(app, faults[path])
        return app
      }),
    )
  }
  const end = async (one: Living, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    one.isEnding = true
    leaving.add(one)
    const apps = await one.apps.catch(() => [])
    await Promise.all(apps.map(app => endApp(app, signal)))
    leaving.delete(one)
  }
  return {
    async follow(pods, nowSeconds) {
      for (const pod of pods) {
        const trouble = pod.set.script.trouble?.(nowSeconds - pod.born)
        const restarts = trouble?.restartCount ?? 0
        const isRunning = trouble === undefined || trouble.ready === true
        const one = living.get(pod.name)
        if (one !== undefined && (!isRunning || restarts !== one.restarts)) {
          living.delete(pod.name)
          // As the kernel does it: at once.
          await end(one, 'SIGKILL')
        } else if (one !== undefined && pod.ends !== undefined && !one.isEnding) void end(one, 'SIGTERM')
        if (isRunning && !living.has(pod.name) && pod.ends === undefined && pod.set.script.denial === undefined) {
          const taken = [...living.values(), ...leaving].map(({ slot }) => slot)
          const slot = slots.find(free => !taken.includes(free))
          if (slot === undefined) continue
          const one: Living = { slot, apps: start(pod, slot), restarts, isEnding: false, isServing: false }
          living.set(pod.name, one)
          one.apps.then(
            () => {
              one.isServing = true
            },
            // It was ended before it served.
            () => undefined,
          )
        }
      }
      for (const [name, one] of living) {
        if (pods.some(pod => pod.name === name)) continue
        living.delete(name)
        if (!one.isEnding) void end(one, 'SIGKILL')
      }
      const ready = pods.filter(pod => pod.ends === undefined && isReady(pod, nowSeconds))
      return ready.flatMap(({ name }) => {
        const one = living.get(name)
        return one?.isServing ? [one.slot] : []
      })
    },
    async close() {
      await Promise.all([...living.values(), ...leaving].map(one => end(one, 'SIGKILL')))
      await sleep(0)
    },
  }
}

function imageOf({ set }: FakePod): ImageName {
  return (/\/([a-z0-9-]+)@/.exec(JSON.stringify(set.template))?.[1] ?? 'good') as ImageName
}
