import path from 'node:path'
import { readProbeDefinitions } from '../../../adapters/probe-definitions.ts'
import { readProject } from '../../../adapters/project.ts'
import { type CommandIo, UsageError } from '../../../lib/command/command.ts'
import { accept } from '../../../lib/command/definition-error.ts'
import type { Path } from '../../../services/prober/contract/names.ts'
import { PROBES_FILE } from '../../../services/prober/contract/probes-file.ts'
import type { StackState } from '../../../services/stack/supervise/state-file.ts'
import { type GateQuestions, gateQuestions, type ProbedPath } from '../core/gate-run/questions.ts'

/** Where a gate finds what it asks. */
export interface QuestionSource {
  readonly file: string
  /** Empty for all. */
  readonly paths: readonly Path[]
  readonly stack: StackState | undefined
}

/**
 * What is asked of a release: the project's SLOs about its probes, or each path of another file of probes. Addresses come from the
 * environment, before that from the running stack. Throws a DefinitionError for broken files, and a UsageError where there is
 * nothing to ask.
 */
export async function readQuestions({ file, paths, stack }: QuestionSource, io: CommandIo): Promise<GateQuestions> {
  const env = { ...stack?.probeEnvironment, ...io.env }
  const isProject = isProjectFile(file, io)
  const definitions = accept(readProbeDefinitions(file, env, isProject ? io.repository : '.'), io)
  const slos = isProject ? accept(await readProject({ repository: io.repository }), io).slos : []
  const questions = gateQuestions(slos, definitions, paths)
  const missing = paths.filter(path => !questions.routes.some(({ route }) => route.path === path))
  if (missing.length > 0)
    throw new UsageError(`No probe of ${file} that only reads a page takes the path ${missing.join(', ')}`)
  if (questions.routes.length === 0)
    throw new UsageError(`No probe of ${file} only reads a page, so there is nothing to ask`)
  if (isProject && stack === undefined) refuseDefaults(questions.routes, io)
  return questions
}

/** Whether a file of probes, however it is written, is the one that the project's SLOs are about. */
export function isProjectFile(file: string, { repository }: Pick<CommandIo, 'repository'>): boolean {
  return path.resolve(repository, file) === path.resolve(repository, PROBES_FILE)
}

/** Throws a UsageError for a path whose address is only the default of the file, which is that of a stack on this machine. */
function refuseDefaults(routes: readonly ProbedPath[], io: CommandIo): void {
  const { value } = readProbeDefinitions(PROBES_FILE, {}, io.repository)
  const defaults = value.probes.flatMap(probe => probe.routes.map(route => addressOf(probe.name, route)))
  const unknown = routes.filter(({ probe, route }) => defaults.includes(addressOf(probe.name, route)))
  if (unknown.length === 0) return
  const names = unknown.map(({ name, route }) => `${name} (${route.host}:${route.port})`).join(', ')
  throw new UsageError(
    `No stack runs here, and no address is given for ${names}: start one with \`npm start\`, set the variables that ${PROBES_FILE} refers to, or name another file of probes with --file`,
  )
}

function addressOf(probe: string, { path, host, port, addresses }: ProbedPath['route']): string {
  return JSON.stringify([probe, path, host, port, addresses])
}
