import path from 'node:path'
import type { CertificateFiles } from '../../../adapters/certificates.ts'
import type { ProcessPlan } from '../../../adapters/processes/processes.ts'
import { NODE_ENVIRONMENT, NODE_FLAGS } from '../../../lib/node-flags.ts'
import type { Access } from './access.ts'
import type { Ports } from './ports.ts'
import type { Environment, Programs } from './programs.ts'

/** The name under which the app knows itself; browsers and the certificate also take `localhost` and 127.0.0.1. */
export const SITE_HOST = 'web.localhost'
export const SITE_NAMES = [SITE_HOST, 'localhost', '127.0.0.1'] as const

/** Everything the parts are planned from. */
export interface StackPlan {
  readonly ports: Ports
  readonly programs: Programs
  /** The repository, which is every part's working folder. */
  readonly repository: string
  /** Where everything the stack writes lies. */
  readonly folder: string
  readonly certificates: CertificateFiles
  readonly access: Access
  readonly nginxVersion: string
  /** What the app says in `x-release`. */
  readonly release: string
  /** The environment of `npm start`; only the prober gets all of it, because its definitions may refer to any variable. */
  readonly environment: Environment
  /** Who Nginx' workers are, see `NginxRun`. */
  readonly workerUser: string | undefined
}

/** `http://127.0.0.1:PORT`. */
export function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`
}

/** The address a person opens. */
export function siteUrl(plan: StackPlan): string {
  return `https://localhost:${plan.ports['edge-https']}/`
}

/** The folder a part keeps its configuration and data in. */
export function partFolder(plan: StackPlan, name: string): string {
  return path.join(plan.folder, name)
}

/** How a part's program is run: in the repository, with its own log and no more of the environment than is named. */
export function processOf(
  plan: StackPlan,
  name: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): ProcessPlan {
  return {
    command,
    args,
    // Without a home, some programs refuse to start; they write nothing there.
    env: { PATH: plan.environment.PATH ?? '', HOME: plan.folder, ...env },
    folder: plan.repository,
    logFile: path.join(plan.folder, 'logs', `${name}.log`),
  }
}

/** How one of our own programs is run, by its file in the repository. */
export function nodeProcessOf(
  plan: StackPlan,
  name: string,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): ProcessPlan {
  const own = { ...NODE_ENVIRONMENT, NODE_COMPILE_CACHE: compileCache(plan.folder) }
  return processOf(plan, name, process.execPath, [...NODE_FLAGS, file], { ...env, ...own })
}

/**
 * Where Node keeps code as it compiled it. A process that finds its code there never loads the compiler for TypeScript,
 * which is half of the memory that a small one uses.
 */
export function compileCache(folder: string): string {
  return path.join(folder, 'compile-cache', 'parts')
}
