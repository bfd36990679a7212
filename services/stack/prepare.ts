import path from 'node:path'
import { ensureCertificates } from '../../adapters/certificates.ts'
import { readSource, readSources } from '../../adapters/files/files.ts'
import { kindOf, makeFolder, makePrivateFolder, remove } from '../../adapters/files/folders.ts'
import { headCommit } from '../../adapters/git/git.ts'
import { rootName } from '../../adapters/processes/process-identity.ts'
import { runProgram } from '../../adapters/processes/run-program.ts'
import { NODE_FLAGS } from '../../lib/node-flags.ts'
import { ExternalError } from '../../lib/system-error.ts'
import type { Slo } from '../../slo/core/model.ts'
import { PROBER_FILE, PROBER_WORKER_FILE } from '../prober/contract/main-file.ts'
import { WEB_FILE } from '../web/contract/main-file.ts'
import { planParts } from './parts/plan-parts.ts'
import { openAccess } from './plan/access.ts'
import type { Part } from './plan/part.ts'
import { compileCache, SITE_NAMES, type StackPlan } from './plan/plan.ts'
import type { Ports } from './plan/ports.ts'
import type { Environment, Programs } from './plan/programs.ts'

/** What `--fresh` forgets: measurements and pages, but neither certificates, which a browser may trust, nor logs. */
const MEASUREMENTS = ['prometheus/data', 'alertmanager/data', 'pages.json', 'measured.json', 'refunds.json']

export async function forgetMeasurements(folder: string): Promise<void> {
  await Promise.all(MEASUREMENTS.map(name => remove(path.join(folder, name))))
}

/** What a plan needs that has to be asked of the machine. */
export interface PlanInput {
  readonly ports: Ports
  readonly programs: Programs
  readonly repository: string
  readonly folder: string
  readonly environment: Environment
  readonly slos: readonly Slo[]
  readonly rules: ReadonlyMap<string, string>
  readonly now: Date
}

/** Makes the folders and certificates, and plans every part. Rejects when a program that is asked fails. */
export async function prepareParts(input: PlanInput): Promise<{ plan: StackPlan; parts: readonly Part[] }> {
  const { programs, repository, folder } = input
  await makePrivateFolder(folder)
  await makeFolder(path.join(folder, 'logs'))
  const certificates = await ensureCertificates(path.join(folder, 'certificates'), SITE_NAMES, input.now)
  const plan: StackPlan = {
    ports: input.ports,
    programs,
    repository,
    folder,
    certificates,
    access: await openAccess(folder),
    nginxVersion: await nginxVersion(programs.nginx),
    // A copy without git calls itself "local".
    release: (await headCommit(repository)) ?? 'local',
    environment: input.environment,
    workerUser: rootName(),
  }
  await warmCompileCache(plan)
  const { text: edgeTemplate } = await readSource(path.join(repository, 'services/edge/edge.conf.template'))
  const { text: ca } = await readSource(certificates.caFile)
  const boards = await readBoards(repository)
  const parts = planParts(plan, { edgeTemplate, ca, slos: input.slos, rules: input.rules, boards })
  return { plan, parts }
}

/** The generated boards, without the lock file that lies beside them. */
async function readBoards(repository: string): Promise<ReadonlyMap<string, string>> {
  const files = await readSources(path.join(repository, 'dashboards/generated'), '.json')
  const boards = files.map(({ path: file, text }) => [path.basename(file), text] as const)
  return new Map(boards.filter(([name]) => name.startsWith('leadline-')))
}

/** Compiles our own parts once, so that a first start is as light as a later one; a cache that is there is left alone. */
async function warmCompileCache(plan: StackPlan): Promise<void> {
  const cache = compileCache(plan.folder)
  if ((await kindOf(cache)) !== undefined) return
  const files = [WEB_FILE, PROBER_FILE, PROBER_WORKER_FILE].map(file => path.join(plan.repository, file))
  // Imported and not run as the main file, they start nothing; a worker refuses to run here, after it was compiled.
  const script = `await Promise.allSettled(${JSON.stringify(files)}.map(file => import(file)))`
  const env = { ...plan.environment, NODE_COMPILE_CACHE: cache }
  // V8 refuses code that it compiled under other flags.
  const args = [...NODE_FLAGS, '--input-type=module', '-e', script]
  const { isGood, how, stderr } = await runProgram(process.execPath, args, { folder: plan.repository, env })
  if (!isGood) throw new ExternalError(`Our own programs cannot be compiled (${how}): ${stderr.trim()}`)
}

/** Nginx prints `nginx version: nginx/1.22.1` to stderr. */
async function nginxVersion(program: string): Promise<string> {
  const { stderr } = await runProgram(program, ['-v'])
  return /\/(\d+\.\d+\.\d+)/.exec(stderr)?.[1] ?? '0.0.0'
}
