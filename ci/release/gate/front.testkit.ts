import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readProbeDefinitions } from '../../../adapters/probe-definitions.ts'
import { readProject } from '../../../adapters/project.ts'
import { SITE_HOST, startEdge } from '../../../services/edge/edge.testkit.ts'
import { PROBES_FILE } from '../../../services/prober/contract/probes-file.ts'
import { startIngress } from '../../../services/stack/ingress/ingress.testkit.ts'
import { renderSloList } from '../../../services/web/core/slo-list.ts'
import type { Slo } from '../../../slo/core/model.ts'
import { type GateQuestions, gateQuestions } from '../core/gate-run/questions.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')

type FrontPath = 'edge' | 'ingress'

/** A real edge and two real ingresses, all Nginx: one behind the edge, the other is the path of its own. */
export interface Front {
  /** What definitions of probes refer to. */
  readonly env: Readonly<Record<string, string>>
  /** What the gate asks through it. */
  readonly questions: GateQuestions
  /** Which addresses of each path get requests from now on. */
  follow(isReady: (path: FrontPath) => (address: string) => boolean): Promise<void>
  stop(): Promise<void>
}

/** A folder for a front and the apps behind it, which read the list of the project's SLOs there. */
export async function sceneFolder(): Promise<{ readonly folder: string; readonly slos: readonly Slo[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline scene-'))
  const { slos } = (await readProject()).value
  await writeFile(path.join(folder, 'slos.json'), renderSloList(slos))
  return { folder, slos }
}

/** Starts a front before the apps at these `host:port` of each path. */
export async function startFront(
  { folder, slos }: Awaited<ReturnType<typeof sceneFolder>>,
  addresses: Readonly<Record<FrontPath, readonly string[]>>,
): Promise<Front> {
  const behindEdge = await startIngress('nginx', addresses.edge)
  const ingress = await startIngress('nginx', addresses.ingress)
  const edge = await startEdge([behindEdge.address], { watchers: ['127.0.0.1'] })
  const ca = path.join(folder, 'ca.pem')
  await writeFile(ca, edge.ca)
  const env = {
    SITE_HOST,
    EDGE_URL: `https://127.0.0.1:${edge.httpsPort}/`,
    EDGE_CA: ca,
    INGRESS_URL: `http://${ingress.address}/`,
  }
  return {
    env,
    questions: gateQuestions(slos, readProbeDefinitions(PROBES_FILE, env, ROOT).value),
    async follow(isReady) {
      await Promise.all([behindEdge.follow(isReady('edge')), ingress.follow(isReady('ingress'))])
    },
    async stop() {
      await Promise.all([edge.stop(), ingress.stop(), behindEdge.stop()])
    },
  }
}
