import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { SliPlugin } from '../slo/plugins/plugin.ts'

/** The SLI plugins that the TypeScript modules of a folder export, in file order. Throws when a module cannot be loaded. */
export async function loadSliPlugins(folder: string): Promise<readonly SliPlugin[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort()
  const plugins: SliPlugin[] = []
  for (const name of names) {
    const module: Record<string, unknown> = await import(pathToFileURL(path.resolve(folder, name)).href)
    plugins.push(...Object.values(module).filter(isSliPlugin))
  }
  return plugins
}

function isSliPlugin(value: unknown): value is SliPlugin {
  if (typeof value !== 'object' || value === null) return false
  const { id, options, query } = value as Partial<SliPlugin>
  return typeof id === 'string' && typeof options === 'object' && typeof query === 'function'
}
