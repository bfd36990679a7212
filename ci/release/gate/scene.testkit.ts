import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePorts } from '../../../adapters/processes/ports.ts'
import { lastLines, type RunningProcess, startProcess } from '../../../adapters/processes/processes.ts'
import { findProgram } from '../../../adapters/processes/programs.ts'
import { seconds } from '../../../lib/duration.ts'
import type { GateReport } from '../core/gate-report/report.ts'
import { runGate } from '../core/gate-run/run-gate.ts'
import { sceneFolder, startFront } from './front.testkit.ts'
import { openGateProber } from './gate-prober.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')

/** What is wrong with the new release on a path, as the app's own switch takes it. */
export type Fault = { readonly mode: string; readonly part?: number; readonly delay?: string }

/**
 * A front, and behind each of its ingresses an app process of the old release and one of the new, so that a fault can be that
 * of one path.
 */
export interface Scene {
  /** What definitions of probes refer to. */
  readonly env: Readonly<Record<string, string>>
  /** Makes the new release fail from now on, on each path. */
  breakNew(edge: Fault, ingress: Fault): Promise<void>
  /** Makes it sound again, if it still runs. */
  heal(): Promise<void>
  /** Ends every app process, as when the new release crashes once it is out. */
  killApps(): Promise<void>
  /** Judges the new release. */
  judge(): Promise<GateReport>
  close(): Promise<void>
}

/** Starts the scene; its parts are stopped with it. */
export async function startScene(): Promise<Scene> {
  const base = await sceneFolder()
  const releases = ['old', 'new', 'new']
  const apps = await Promise.all(releases.map((release, index) => startApp(release, `web-${index + 1}`, base.folder)))
  const [old, ofEdge, ofIngress] = apps
  if (!old || !ofEdge || !ofIngress) throw new Error('An app did not start')
  const front = await startFront(base, {
    edge: [old.address, ofEdge.address],
    ingress: [old.address, ofIngress.address],
  })
  const { env, questions } = front

  return {
    env,
    async breakNew(onEdge, onIngress) {
      await Promise.all([setFault(ofEdge, onEdge), setFault(ofIngress, onIngress)])
    },
    async heal() {
      await Promise.all([ofEdge, ofIngress].filter(({ ended }) => !ended()).map(app => setFault(app, { mode: 'none' })))
    },
    async killApps() {
      await Promise.all(apps.map(app => endApp(app)))
    },
    async judge() {
      const prober = await openGateProber(questions.routes, 'new', error => {
        throw error
      })
      const settings = {
        release: 'new',
        objectives: questions.objectives,
        baselines: new Map(),
        within: seconds(180),
        notes: [],
      }
      return runGate(settings, prober.effects, new AbortController().signal).finally(prober.close)
    },
    async close() {
      await Promise.all([front.stop(), ...apps.map(app => endApp(app))])
      await rm(base.folder, { recursive: true })
    },
  }
}

/** A process of the app. */
export interface App {
  readonly process: RunningProcess
  readonly ended: () => boolean
  readonly address: string
  readonly internalUrl: string
}

const SEARCH_PATH = process.env.PATH ?? ''

/** Starts an app process that ends with this one, on a port where one is named, and resolves when it serves. */
export async function startApp(release: string, name: string, folder: string, at?: number): Promise<App> {
  const [free = 0, internalPort = 0] = await freePorts(2)
  const port = at ?? free
  const env = {
    PATH: SEARCH_PATH,
    PORT: String(port),
    INTERNAL_PORT: String(internalPort),
    RELEASE: release,
    INSTANCE: name,
    // Nothing listens there: the page says that it is blind, and is served all the same.
    PROMETHEUS_URL: 'http://127.0.0.1:1',
    SITE_URL: 'https://leadline.localhost/',
    SLO_LIST: path.join(folder, 'slos.json'),
    FAULTS_ALLOWED: 'yes',
    DRAIN_DELAY: '2s',
  }
  const logFile = path.join(folder, `${name}.log`)
  const plan = { command: process.execPath, args: ['services/web/main.ts'], env, folder: ROOT, logFile }
  const running = await startProcess(plan, findProgram(['setpriv'], SEARCH_PATH))
  let hasEnded = false
  void running.ended.then(() => {
    hasEnded = true
  })
  const address = `127.0.0.1:${port}`
  const app = { process: running, ended: () => hasEnded, address, internalUrl: `http://127.0.0.1:${internalPort}` }
  const giveUpAt = performance.now() + READY_WITHIN_MS
  while (!(await serves(address))) {
    if (!hasEnded && performance.now() < giveUpAt) {
      await sleep(20)
      continue
    }
    await endApp(app)
    throw new Error(`The app ${name} does not serve:\n${(await lastLines(logFile, 20)).join('\n')}`)
  }
  return app
}

const READY_WITHIN_MS = 15_000

async function serves(address: string): Promise<boolean> {
  try {
    return (await fetch(`http://${address}/readyz`)).status === 200
  } catch {
    // Not listening yet.
    return false
  }
}

/** Makes an app fail. */
export async function setFault({ internalUrl }: App, fault: Fault): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${internalUrl}/faults`, { method: 'POST', headers, body: JSON.stringify(fault) })
  if (answer.status !== 200) throw new Error(`The app refuses the fault: ${await answer.text()}`)
}

/** Ends an app process: killed, or asked to end, upon which it serves on for a moment. */
export async function endApp(
  { process: running, ended }: App,
  signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL',
): Promise<void> {
  if (!ended()) running.signal(signal)
  await running.ended
}
