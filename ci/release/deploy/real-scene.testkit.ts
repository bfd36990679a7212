import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { applyObject } from '../../../adapters/kubernetes/objects.ts'
import { isPortFree } from '../../../adapters/processes/ports.ts'
import { FIELD_MANAGER, withOwner } from '../core/deploy/prune-plan.ts'
import { sceneFolder, startFront } from '../gate/front.testkit.ts'
import { openGateProber } from '../gate/gate-prober.ts'
import { pack, writeEntry } from '../kept/ledger-store.ts'
import { fakeMonitoring } from './fake-monitoring.testkit.ts'
import { realPods, type Slot } from './real-pods.testkit.ts'
import { type DeployOutcome, runDeploy } from './run-deploy.ts'
import { BASE_JOB, UNOWNED } from './scenario.testkit.ts'
import { type ScriptedApi, scriptedApi } from './scripted-api.testkit.ts'
import type { Release } from './world.ts'

/** An installation in real time: real Nginx at the edge and as ingress, a process of the app for each pod; only the API server is a fake. */
export interface RealScene {
  readonly api: ScriptedApi
  readonly said: readonly string[]
  readonly deploy: (release: Release) => Promise<DeployOutcome>
  readonly close: () => Promise<void>
}

/** Two pods, one more, and as many that are ending. */
const SLOTS = 6
const FOLLOW_MS = 100
const SERVED_IN_A_ROW = 5

let starting: Promise<unknown> = Promise.resolve()

/** Starts one, with a release that runs and was judged good; one after the other, for a free port is free only for a moment. */
export function startRealScene(first: Release): Promise<RealScene> {
  const scene = starting.then(() => startNow(first))
  starting = scene.catch(() => undefined)
  return scene
}

let taken = 0

/**
 * Ports that stay free until a pod needs them: below those that the system gives to others
 * (https://docs.kernel.org/networking/ip-sysctl.html, ip_local_port_range).
 */
async function keptPorts(count: number): Promise<readonly number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = FIRST_KEPT + ((process.pid * 997 + taken) % KEPT)
    taken += 1
    if (await isPortFree(port)) ports.push(port)
  }
  return ports
}

const FIRST_KEPT = 20_000
const KEPT = 12_000

async function startNow(first: Release): Promise<RealScene> {
  const base = await sceneFolder()
  const ports = await keptPorts(2 * SLOTS)
  const slots: readonly Slot[] = Array.from({ length: SLOTS }, (_, index) => ({
    edge: ports[2 * index] ?? 0,
    ingress: ports[2 * index + 1] ?? 0,
  }))
  const addresses = (of: keyof Slot) => slots.map(slot => `127.0.0.1:${slot[of]}`)
  const front = await startFront(base, { edge: addresses('edge'), ingress: addresses('ingress') })
  const { questions } = front
  const prober = await openGateProber(questions.routes, undefined, error => {
    throw error
  })
  const { effects } = prober
  const api = scriptedApi({ now: effects.now })
  for (const object of UNOWNED) api.put(object)
  const pods = realPods(slots, base.folder)
  const ending = new AbortController()
  let served = ''
  const following = followPods()
  const said: string[] = []
  await seed(api, first)
  await untilServed(first.name)

  /** Lets Nginx and the processes follow what the fake controller does. */
  async function followPods(): Promise<void> {
    while (!ending.signal.aborted) {
      const ready = await pods.follow(api.pods(), effects.now())
      const now = ready.map(slot => slot.edge).join(' ')
      if (now !== served) {
        served = now
        const isReady = (of: keyof Slot) => (address: string) => ready.some(slot => address.endsWith(`:${slot[of]}`))
        await front.follow(isReady)
      }
      await sleep(FOLLOW_MS)
    }
  }
  /** Nginx asks every slot until one is ready, so an answer before that says nothing of the next one. */
  async function untilServed(release: string): Promise<void> {
    const giveUp = performance.now() + 60_000
    for (let inARow = 0; inARow < SERVED_IN_A_ROW; ) {
      const both = await Promise.all(['edge', 'ingress'].map(name => effects.ask(name)))
      const isServed = both.every(answer => answer.release === release && answer.failure === undefined)
      inARow = isServed && served !== '' ? inARow + 1 : 0
      if (performance.now() > giveUp) throw new Error(`${release} is not served: ${JSON.stringify(both)}`)
      await sleep(200)
    }
  }
  const monitoring = fakeMonitoring(() => api.objects.values(), effects.now)
  return {
    api,
    said,
    deploy: release =>
      runDeploy(
        {
          ...BASE_JOB,
          wish: { goal: 'release', hash: release.hash, reason: undefined },
          release,
          objectives: questions.objectives,
          who: 'the test',
        },
        {
          ...{ cluster: api.cluster, effects, signal: ending.signal, say: line => void said.push(line) },
          readiness: async () => ({ refusals: [], notes: [] }),
          budget: async () => ({ left: 0.8, burn: 0.1, pages: [], unknown: undefined }),
          cost: async () => ({ unknown: 'no Prometheus here' }),
          users: async () => ({ unknown: 'no Prometheus here' }),
          rules: monitoring.rules,
          boards: monitoring.boards,
          alarm: async sentence => [sentence],
        },
      ),
    async close() {
      ending.abort()
      await following
      prober.close()
      await pods.close()
      await front.stop()
      await rm(base.folder, { recursive: true })
    },
  }
}

/** Puts a release there as an earlier deploy left it: applied, and good in the ledger. */
async function seed({ cluster }: ScriptedApi, release: Release): Promise<void> {
  for (const object of release.objects) await applyObject(cluster, withOwner(object), FIELD_MANAGER)
  const { parts, packedHash } = pack(release.objects)
  const at = new Date(Date.now() - 60_000)
  await writeEntry(
    cluster,
    BASE_JOB.namespace,
    {
      ...{ number: 1, release: release.name, hash: release.hash, state: 'good', by: undefined },
      ...{ startedAt: at, endedAt: at, who: 'the test', reason: '', sentence: 'The release is out and good.' },
      ...{
        probationUntil: undefined,
        podsSince: undefined,
        troubleBefore: '',
        trouble: '',
        returnedTo: undefined,
        parts: parts.length,
        packedHash,
      },
    },
    parts,
  )
}
