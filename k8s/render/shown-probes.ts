import type { Site } from '../site/model.ts'
import { withPublicDnsProbe } from './public-dns.ts'

/** The definitions of the repository as the probers of a site get them. */
export function shownProbes(probes: string, site: Pick<Site, 'reach' | 'names' | 'app'>): string {
  const named = site.reach === 'public' ? withPublicDnsProbe(probes, site.names.site) : probes
  // At the end, so that the lines of a message are those of the file.
  return site.app.isUnsigned ? `${named}unsigned_app: true\n` : named
}
