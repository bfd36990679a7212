import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { sha256 } from '../../adapters/files/sha256.ts'
import { readProject } from '../../adapters/project.ts'
import { allBoards } from '../../dashboards/boards/boards.ts'
import type { BoardContext } from '../../dashboards/context.ts'
import { boardTexts, generatedFiles } from '../../dashboards/generated-files.ts'
import type { DashboardJson } from '../../dashboards/push/push-plan.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { accept } from '../../lib/command/definition-error.ts'
import type { Parsed } from '../../lib/diagnostic/diagnostic.ts'
import { isChosen } from './options/choice-options.ts'

/** Where the dashboards' JSON goes. */
export const GENERATED_FOLDER = 'dashboards/generated'

/** Where their ConfigMaps go. */
export const CONFIG_MAP_FOLDER = 'k8s/generated/dashboards'

/** The repository's own definitions. */
export async function readProjectContext(): Promise<Parsed<BoardContext>> {
  const { value, diagnostics } = await readProject()
  return { value: { slos: value.slos, probes: value.catalogue.probes }, diagnostics }
}

/** Every dashboard for the repository's own definitions. */
export async function readProjectBoards(): Promise<Parsed<readonly Dashboard[]>> {
  const { value, diagnostics } = await readProjectContext()
  return { value: allBoards(value), diagnostics }
}

/** The generated dashboards as JSON, or those of them that are chosen. Throws a DefinitionError when a definition has an error. */
export async function readWantedBoards(
  io: CommandIo,
  chosen: readonly string[] = [],
): Promise<readonly DashboardJson[]> {
  const boards = accept(await readProjectBoards(), io)
  return boardTexts(generatedFiles(boards, sha256))
    .map(([, text]) => JSON.parse(text) as DashboardJson)
    .filter(({ uid }) => isChosen(chosen)(String(uid)))
}
