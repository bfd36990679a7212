import { MEMORY_LIMIT_MEBIBYTES, NODE_ENVIRONMENT, NODE_FLAGS } from '../../lib/node-flags.ts'
import { PROBER_FILE } from '../../services/prober/contract/main-file.ts'
import { EXCLUDED } from '../../services/prober/contract/names.ts'
import { shownProbes } from '../render/shown-probes.ts'
import { releaseOf } from '../render/values.ts'
import type { Site, SiteVantage } from '../site/model.ts'

/** Where things lie on the machine. */
export interface VantagePlace {
  /** Stands before every path; empty on the machine itself. */
  readonly root: string
  /** The folder itself, where it lies elsewhere. */
  readonly home?: string
}

/** What a vantage is made from. */
export interface VantageSources {
  /** The definitions of the release. */
  readonly probes: string
  readonly unit: string
  /** Scripts, by their names. */
  readonly scripts: ReadonlyMap<string, string>
}

/** In every file that is written for the machine. */
const MARK = 'Written by `npm run vantage -- render`.'

/** Whether a file was written for a vantage once. */
export function isVantageFile(text: string): boolean {
  return text.split('\n', 2).some(line => line.startsWith(`# ${MARK}`))
}

/** Where the folder lies, below the root of the machine. */
export const VANTAGE_HOME = '/opt/leadline-vantage'

/** The name of the service, and of its unit. */
export const VANTAGE_UNIT = 'leadline-vantage.service'

/**
 * A prober that starts for the first time compiles what pods find compiled in their image, for which it takes half as much
 * again; it is never at its limit.
 */
const MEMORY_MEBIBYTES = 2 * MEMORY_LIMIT_MEBIBYTES

/** Pods have no address outside of their cluster. */
const REACHED = ['edge', 'ingress']

/** The folder that is copied to the machine, by the names of its files; the program lies beside them. */
export function vantageFiles(
  site: Site,
  vantage: SiteVantage,
  { probes, unit, scripts }: VantageSources,
  { root, home = `${root}${VANTAGE_HOME}` }: VantagePlace = { root: '' },
): ReadonlyMap<string, string> {
  const values: Readonly<Record<string, string>> = {
    documentation: `${site.repository}/blob/main/docs/vantage.md`,
    home,
    command: [`${home}/program/node`, ...NODE_FLAGS, PROBER_FILE].join(' '),
    memory: `${MEMORY_MEBIBYTES}M`,
  }
  const filled = unit.replace(/\$\{(\w+)\}/g, (reference, name: string) => values[name] ?? reference)
  return new Map([
    [VANTAGE_UNIT, filled],
    ['environment', environment(site, vantage, root)],
    ['probes.yaml', `# ${MARK} The definitions of the release.\n${shownProbes(probes, site)}`],
    ['settings.sh', settings(site, vantage, root)],
    ...scripts,
  ])
}

const inUrl = (address: string): string => (address.includes(':') ? `[${address}]` : address)

/** What the prober reads; it stands in the place of the environment of a pod. */
function environment(site: Site, { name, address, port, edge }: SiteVantage, root: string): string {
  const host = edge === undefined ? site.names.site : inUrl(edge)
  const values = {
    VANTAGE: name,
    HOST: address,
    PORT: String(port),
    RELEASE: releaseOf(site.images.leadline),
    // The prober in the cluster counts; and in a network with others the port answers with figures alone.
    BUDGET: EXCLUDED,
    PATHS: REACHED.join(','),
    SHOWS: 'metrics',
    PROBES_FILE: `${root}${VANTAGE_HOME}/probes.yaml`,
    SITE_HOST: site.names.site,
    EDGE_URL: `https://${host}/`,
    EDGE_HEALTH_URL: `https://${host}/edge-health`,
    EDGE_CA: site.reach === 'lan' ? `${root}${VANTAGE_HOME}/ca.crt` : '',
    INGRESS_URL: `http://${site.names.site}/`,
    INGRESS_ADDRESSES: site.nodes.map(node => `${inUrl(node)}:80`).join(','),
    NODE_COMPILE_CACHE: `${root}/var/cache/leadline-vantage`,
    ...NODE_ENVIRONMENT,
  }
  const lines = Object.entries(values).map(([key, value]) => `${key}=${value}`)
  return [`# ${MARK}`, ...lines, ''].join('\n')
}

/** The values of the scripts. All of them have a form without a character that a shell would obey. */
function settings(site: Site, { name, address, port }: SiteVantage, root: string): string {
  const values = {
    VANTAGE_NAME: name,
    VANTAGE_HOME: `${root}${VANTAGE_HOME}`,
    SYSTEMD: `${root}/etc/systemd/system`,
    RELEASE: releaseOf(site.images.leadline),
    READY: `http://${inUrl(address)}:${port}/readyz`,
    AUTHORITY: site.reach === 'lan' ? 'own' : '',
    EDGE_AUTHORITY: `${root}/etc/leadline-edge/ca/ca.crt`,
  }
  const lines = Object.entries(values).map(([key, value]) => `${key}='${value}'`)
  return [`# ${MARK} What the scripts beside it use.`, '# shellcheck shell=sh disable=SC2034', ...lines, ''].join('\n')
}
