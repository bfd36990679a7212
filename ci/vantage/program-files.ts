import { readSource } from '../../adapters/files/files.ts'
import { modulesBehind } from '../../adapters/module-graph.ts'
import { at } from '../../lib/json/path.ts'
import { PROBER_FILE } from '../../services/prober/contract/main-file.ts'

/**
 * What the prober needs besides Node: the modules that it loads, and the packages that our services run on, by their paths in this
 * repository. They are all JavaScript, and run on any processor.
 */
export async function programFiles(): Promise<readonly string[]> {
  const lock: unknown = JSON.parse((await readSource('package-lock.json')).text)
  const packages = Object.entries(at(lock, 'packages') ?? {})
  const needed = packages.filter(([folder, one]) => folder !== '' && at(one, 'dev') !== true && !isOptional(one))
  return ['package.json', ...modulesBehind([PROBER_FILE]), ...needed.map(([folder]) => folder)]
}

/** Packages for tests of others are in the lock file too, and not installed. */
function isOptional(one: unknown): boolean {
  return at(one, 'devOptional') === true || at(one, 'optional') === true || at(one, 'peer') === true
}
