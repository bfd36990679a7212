import { commandFor, SITE_FILE } from '../../k8s/site/site-file.ts'
import type { Examined } from './core/fact.ts'

/** Commands that take `--site`, in the backticks of a sentence. */
const OF_A_SITE = /`npm run (?:render|images) -- [^`]*`/g

/**
 * What mends an installation of another site file than the usual one: without its name the commands would change what the usual
 * one describes.
 */
export function mendsFor(siteFile: string, examined: readonly Examined[]): readonly Examined[] {
  if (siteFile === SITE_FILE) return examined
  return examined.map(each => {
    const { finding } = each
    if (finding.state !== 'bad') return each
    return { ...each, finding: { ...finding, mend: withSite(finding.mend, siteFile) } }
  })
}

function withSite(mend: string, siteFile: string): string {
  const named = mend.replaceAll(OF_A_SITE, command => `${commandFor(siteFile, command.slice(0, -1))}\``)
  return named.replaceAll(/(?<!--site )k8s\/site\.yaml/g, () => siteFile)
}
