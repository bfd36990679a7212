import { once } from 'node:events'
import { get } from 'node:http'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../adapters/processes/ports.ts'
import { lastLines, type RunningProcess, startProcess } from '../../adapters/processes/processes.ts'
import { findProgram } from '../../adapters/processes/programs.ts'
import type { RolloutPlan } from './rollout-plan.testkit.ts'

/** A pod: a real process on an address of its own. */
export interface Pod {
  readonly name: string
  readonly release: string
  readonly address: string
  readonly port: number
  /** When it became ready; undefined before, and once it terminates. */
  readonly readySince: number | undefined
  readonly isTerminating: boolean
  /** Ends it as the kubelet does; resolves when its process has ended. */
  terminate(end: PodEnd): Promise<void>
}

/** How a pod is ended. */
export interface PodEnd extends Pick<RolloutPlan, 'preStop' | 'grace'> {
  /** What asks it to end: SIGKILL for a program that does not listen to SIGTERM. */
  readonly signal: NodeJS.Signals
}

const ROOT = path.resolve(import.meta.dirname, '../..')
const SEARCH_PATH = process.env.PATH ?? ''
let started = 0

/**
 * Starts a pod as a kubelet does, a fake one: its command and environment, then the readiness probe until it is ready. `changed` is
 * called when it begins and ends to be one that requests may go to.
 */
export async function startPod(
  plan: RolloutPlan,
  release: string,
  folder: string,
  changed: (pod: Pod) => void,
): Promise<Pod> {
  started += 1
  const name = `${path.basename(plan.command.at(-1) ?? '')}-${started}`
  const [address, port] = [`127.60.${Math.floor(started / 250)}.${1 + (started % 250)}`, await freePort()]
  const logFile = path.join(folder, `${name}.log`)
  const running = await startProcess(
    {
      command: process.execPath,
      args: plan.command.slice(1),
      env: { PATH: SEARCH_PATH, ...plan.env, HOST: address, PORT: String(port), RELEASE: release, INSTANCE: name },
      folder: ROOT,
      logFile,
    },
    findProgram(['setpriv'], SEARCH_PATH),
  )
  let hasEnded = false
  void running.ended.then(() => {
    hasEnded = true
  })
  const pod = {
    name,
    release,
    address,
    port,
    readySince: undefined as number | undefined,
    isTerminating: false,
    async terminate(end: PodEnd) {
      pod.isTerminating = true
      pod.readySince = undefined
      changed(pod)
      await endPod(running, end)
    },
  }
  const becomeReady = (): void => {
    pod.readySince = performance.now()
    changed(pod)
  }
  const watch = async (readiness: NonNullable<RolloutPlan['readiness']>): Promise<void> => {
    while (!pod.isTerminating && !(await isReady(pod, readiness.path))) {
      if (hasEnded) throw new Error(`${name} has ended:\n${(await lastLines(logFile, 10)).join('\n')}`)
      await sleep(readiness.interval)
    }
    if (!pod.isTerminating) becomeReady()
  }
  if (plan.readiness === undefined) becomeReady()
  else void watch(plan.readiness)
  return pod
}

async function endPod(running: RunningProcess, { preStop, grace, signal }: PodEnd): Promise<void> {
  const killing = setTimeout(() => running.signal('SIGKILL'), grace)
  await sleep(preStop)
  running.signal(signal)
  await running.ended
  clearTimeout(killing)
}

async function isReady({ address, port }: Pick<Pod, 'address' | 'port'>, path: string): Promise<boolean> {
  try {
    const [response] = await once(get({ host: address, port, path, agent: false }), 'response')
    response.resume()
    return response.statusCode === 200
  } catch {
    // It does not listen yet.
    return false
  }
}
