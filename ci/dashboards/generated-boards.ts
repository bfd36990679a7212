import { readIfPresent } from '../../adapters/files/files.ts'
import { sha256 } from '../../adapters/files/sha256.ts'
import { generatedFiles, LOCK_FILE, lockedFiles } from '../../dashboards/generated-files.ts'
import { configMapFiles, DEFAULT_OPTIONS, dashboardConfigMaps, isGeneratedHere } from '../../k8s/config-maps.ts'
import type { GeneratedSet } from '../generated/generated-set.ts'
import { CONFIG_MAP_FOLDER, GENERATED_FOLDER, readProjectBoards } from './project.ts'

/** Every dashboard as Grafana's JSON and as a ConfigMap, and a lock that lists dashboards, panels and queries. */
export const GENERATED_BOARDS: GeneratedSet = {
  name: 'Dashboards and their ConfigMaps',
  files: `${GENERATED_FOLDER}/, ${CONFIG_MAP_FOLDER}/`,
  async make() {
    const { value: boards, diagnostics } = await readProjectBoards()
    const files = generatedFiles(boards, sha256)
    const locked = lockedFiles(await readIfPresent(`${GENERATED_FOLDER}/${LOCK_FILE}`))
    const maps = configMapFiles(dashboardConfigMaps(files, DEFAULT_OPTIONS))
    const value = [
      { folder: GENERATED_FOLDER, files, isOwn: (name: string) => locked.has(name) },
      { folder: CONFIG_MAP_FOLDER, files: maps, isOwn: (_: string, text: string) => isGeneratedHere(text) },
    ]
    return { value, diagnostics }
  },
}
