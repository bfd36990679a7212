import path from 'node:path'
import { readSources } from '../../adapters/files/files.ts'
import { makeFolder, remove } from '../../adapters/files/folders.ts'
import { writeAtomically } from '../../adapters/files/write-files.ts'
import { runProgram } from '../../adapters/processes/run-program.ts'
import { SITE_FILE } from '../../k8s/site/site-file.ts'

/** The site file that comes with the repository, filled in. */
const EXAMPLE_SITE = 'k8s/site.example.yaml'

const SETS = ['platform', 'release'] as const

/** Both sets of two checkouts, or why there are none. */
export interface RenderedPair {
  readonly site: string
  /** What went wrong in one of them. */
  readonly problem: string | undefined
}

/**
 * Renders both sets of two checkouts, each by its own code, into a folder each: `release-deployment-leadline-app.yaml`. By the
 * owner's site file, or by the example where the owner's is not filled in on one of both sides.
 */
export async function renderBoth(
  checkouts: readonly (readonly [checkout: string, folder: string])[],
): Promise<RenderedPair> {
  const by = async (site: string): Promise<RenderedPair> => {
    const problems = await Promise.all(checkouts.map(([checkout, folder]) => renderCheckout(checkout, site, folder)))
    return { site, problem: problems.find(problem => problem !== undefined) }
  }
  const own = await by(SITE_FILE)
  return own.problem?.includes('[placeholder]') ? by(EXAMPLE_SITE) : own
}

/** Renders a checkout; what went wrong, where something did. */
async function renderCheckout(checkout: string, site: string, folder: string): Promise<string | undefined> {
  // By the site file before this one a part may have been written.
  await remove(folder)
  await makeFolder(folder)
  for (const set of SETS) {
    const out = path.resolve(`${folder}-${set}`)
    await remove(out)
    await makeFolder(out)
    const args = ['ci/run.js', 'render', set, '--site', site, '--out', out]
    const { isGood, stderr } = await runProgram(process.execPath, args, { folder: checkout })
    if (!isGood) return stderr.trim()
    // The number before a name says when it is applied: one more object would rename all that follow.
    for (const { path: file, text } of await readSources(out, '.yaml')) {
      await writeAtomically(path.join(folder, `${set}-${path.basename(file).replace(/^\d+-/, '')}`), text)
    }
  }
  return undefined
}
