import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { SliPlugin } from '../slo/definition/plugins/plugin.ts'
import { kindOf } from './files/folders.ts'

/** A module of plugins that cannot be loaded. */
export class PluginError extends Error {}

/** The SLI plugins that the TypeScript modules of a folder export, in file order. Throws a PluginError when a module cannot be loaded. */
export async function loadSliPlugins(folder: string): Promise<readonly SliPlugin[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort()
  const plugins: SliPlugin[] = []
  for (const name of names) {
    const module = await load(path.join(folder, name))
    plugins.push(...Object.values(module).filter(isSliPlugin))
  }
  return plugins
}

/** A foreign module may fail in any way: what it throws is reported with its name. */
async function load(file: string): Promise<Record<string, unknown>> {
  try {
    // Node would wait for a pipe without end.
    if ((await kindOf(file)) !== 'file') throw new Error('it is no file')
    return await import(pathToFileURL(path.resolve(file)).href)
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new PluginError(`Cannot load the plugins of ${file}: ${problem}`, { cause: error })
  }
}

function isSliPlugin(value: unknown): value is SliPlugin {
  if (typeof value !== 'object' || value === null) return false
  const { id, options, query } = value as Partial<SliPlugin>
  return typeof id === 'string' && typeof options === 'object' && typeof query === 'function'
}
