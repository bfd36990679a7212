import path from 'node:path'
import { resolveName } from '../../../adapters/dns-names.ts'
import { readIfPresent } from '../../../adapters/files/files.ts'
import { seconds } from '../../../lib/duration.ts'
import { findPrograms } from '../../../services/stack/plan/programs.ts'
import { takenPorts } from '../../../services/stack/plan/taken-ports.ts'
import { runningStack } from '../../../services/stack/supervise/state-file.ts'
import { absent, bad, type Fact, type Finding, good, unchecked } from '../core/fact.ts'
import { browserTrust } from './browser-trust.ts'
import type { LocalPlace } from './local-place.ts'

const SETUP = '`sh ci/setup.sh` installs what is missing, or says with which command'
const MEBIBYTE = 2 ** 20
/** What all parts take together, with room for the first minutes of Prometheus. */
const LEAST_MEMORY = 600 * MEBIBYTE
/** Under a third of it the stack stops Prometheus. */
const LEAST_DISK = 1024 * MEBIBYTE

/** What `npm start` needs of one machine. */
export const LOCAL_FACTS: readonly Fact<LocalPlace>[] = [
  {
    id: 'packages',
    part: 'here',
    asks: 'Are the npm packages those of the lock file?',
    after: [],
    mend: '`npm ci`',
    async ask({ repository }) {
      const [wanted, installed] = await Promise.all(
        ['package-lock.json', 'node_modules/.package-lock.json'].map(file =>
          readIfPresent(path.join(repository, file)),
        ),
      )
      if (installed === undefined) return bad('they are not installed', '`npm ci`')
      const stale = staleWords(wanted ?? '{}', installed)
      return stale.length === 0
        ? good(`Node ${process.version}`)
        : bad(`not as in the lock file: ${stale.join(', ')}`, '`npm ci`')
    },
  },
  {
    id: 'programs',
    part: 'here',
    asks: 'Are Nginx, Prometheus, Alertmanager and openssl installed?',
    after: [],
    mend: SETUP,
    async ask({ env }) {
      const { programs, mistakes } = findPrograms(env)
      if (programs === undefined) return bad(mistakes.join('; '), SETUP)
      const extra = [
        ...(programs.traefik === undefined ? ['Traefik (a second Nginx stands in)'] : []),
        ...(programs.grafana === undefined ? ['Grafana (the status page shows the dashboards)'] : []),
      ]
      return good(extra.length === 0 ? 'all of them' : `all that are needed; not here: ${extra.join(', ')}`)
    },
  },
  {
    id: 'versions',
    part: 'here',
    asks: 'Are they new enough?',
    after: ['programs'],
    mend: 'install newer ones: Debian 12 and Ubuntu 24.04 have them',
    async ask(place) {
      const found = await Promise.all(
        NEEDED.map(async needed => ({ ...needed, version: versionIn(await place.run(needed.names, needed.args)) })),
      )
      return judgeVersions(found)
    },
  },
  {
    id: 'ports',
    part: 'here',
    asks: 'Is every port of the stack free?',
    after: ['programs'],
    mend: 'stop what holds them, or `npm start -- --port NAME=PORT`',
    async ask({ folder, env, ports }) {
      if ((await runningStack(folder)) !== undefined) return good('the stack runs, and has them')
      const { programs } = findPrograms(env)
      if (programs === undefined) return unchecked('no programs')
      const taken = await takenPorts(ports, programs)
      return taken.length === 0
        ? good(`${Object.keys(ports).length} are free`)
        : bad(taken.join('; '), 'stop what holds them, or `npm start -- --port NAME=PORT`')
    },
  },
  {
    id: 'memory',
    part: 'here',
    asks: 'Is there memory for all parts?',
    after: [],
    mend: 'end other programs, or take a machine with 2 GiB',
    ask: async place =>
      judgeSpace(await place.memory(), LEAST_MEMORY, 'end other programs, or take a machine with 2 GiB'),
  },
  {
    id: 'disk',
    part: 'here',
    asks: 'Is there room on the disk?',
    after: [],
    mend: '`npm start -- --fresh` forgets old measurements',
    ask: async place =>
      judgeSpace(await place.disk(), LEAST_DISK, 'make room: `npm start -- --fresh` forgets old measurements'),
  },
  {
    id: 'clock',
    part: 'here',
    asks: 'Is the clock of this machine set by the network?',
    after: [],
    mend: '`timedatectl set-ntp true`',
    async ask(place) {
      const run = await place.run(['timedatectl'], ['show', '--property=NTPSynchronized', '--value'])
      const isKnown = run?.isGood === true && /^(yes|no)$/.test(run.stdout.trim())
      if (!isKnown) return unchecked('this machine does not say (timedatectl)')
      return run.stdout.trim() === 'yes'
        ? good('it is')
        : bad('it is not: certificates and burn rates are judged by it', '`timedatectl set-ntp true`')
    },
  },
  {
    id: 'local-names',
    part: 'here',
    asks: 'Does web.localhost lead to this machine?',
    after: [],
    mend: 'add `127.0.0.1 web.localhost` to /etc/hosts',
    async ask(place) {
      const { addresses, fromHostsFile } = await resolveName('web.localhost', seconds(2), place.dnsServers)
      return judgeLocalName([...addresses, ...fromHostsFile])
    },
  },
  {
    id: 'browser-trust',
    part: 'here',
    asks: 'Do browsers trust the authority of the stack’s certificate?',
    after: [],
    mend: 'browsers warn of the status page until then',
    async ask(place) {
      const file = path.join(place.folder, 'certificates', 'ca.pem')
      const ca = await readIfPresent(file)
      if (ca === undefined) return absent('the first `npm start` makes it')
      return browserTrust(place, ca, file)
    },
  },
]

interface NeededProgram {
  readonly names: readonly string[]
  readonly args: readonly string[]
  readonly least: string
}

/** The oldest versions that the tests run with. */
const NEEDED: readonly NeededProgram[] = [
  { names: ['nginx'], args: ['-v'], least: '1.22' },
  { names: ['prometheus'], args: ['--version'], least: '2.42' },
  { names: ['alertmanager', 'prometheus-alertmanager'], args: ['--version'], least: '0.25' },
]

function versionIn(run: { readonly stdout: string; readonly stderr: string } | undefined): string {
  return /\b(\d+\.\d+)\.\d+/.exec(`${run?.stdout} ${run?.stderr}`)?.[1] ?? ''
}

function judgeVersions(found: readonly (NeededProgram & { readonly version: string })[]): Finding {
  const isOlder = (version: string, least: string): boolean => {
    const [a = 0, b = 0] = version.split('.').map(Number)
    const [c = 0, d = 0] = least.split('.').map(Number)
    return a < c || (a === c && b < d)
  }
  const wrong = found.filter(({ version, least }) => version === '' || isOlder(version, least))
  const words = (some: typeof found) =>
    some.map(({ names, version }) => `${names[0]} ${version || 'of no known version'}`)
  if (wrong.length === 0) return good(words(found).join(', '))
  const least = wrong.map(({ names, least: version }) => `${names[0]} ${version}`).join(', ')
  return bad(`too old: ${words(wrong).join(', ')}`, `install ${least} or newer: Debian 12 and Ubuntu 24.04 have them`)
}

/** Browsers and curl know names below localhost by themselves (RFC 6761 §6.3), whatever the system says. */
function judgeLocalName(addresses: readonly string[]): Finding {
  if (addresses.length === 0)
    return unchecked('browsers know it; other programs need `127.0.0.1 web.localhost` in /etc/hosts')
  const isHere = addresses.every(address => /^(127\.|::1$)/.test(address))
  return isHere
    ? good(addresses.join(', '))
    : bad(`it leads to ${addresses.join(', ')}`, 'add `127.0.0.1 web.localhost` to /etc/hosts')
}

function judgeSpace(bytes: number, least: number, mend: string): Finding {
  const text = `${Math.round(bytes / MEBIBYTE)} MiB are free`
  return bytes >= least ? good(text) : bad(`${text}, and ${least / MEBIBYTE} MiB are wanted`, mend)
}

/** Packages whose installed version is not that of the lock file; optional ones that do not fit this machine are left out by npm. */
function staleWords(wanted: string, installed: string): readonly string[] {
  const [lock, there] = [wanted, installed].map(text => Object(JSON.parse(text)).packages ?? {})
  const stale = Object.keys(lock).filter(name => {
    const isMissing = there[name] === undefined
    if (name === '' || (isMissing && (lock[name].optional === true || lock[name].peer === true))) return false
    return isMissing || there[name].version !== lock[name].version
  })
  return stale.slice(0, 3).map(name => name.replace(/^.*node_modules\//, ''))
}
