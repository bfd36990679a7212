import { DEFAULT_RENDER_OPTIONS, namespacesOf } from '../render/values.ts'
import type { Site } from '../site/model.ts'

/** What a person makes in the cluster, because its content is in no file: one object with its keys. */
export interface HandMade {
  readonly kind: 'Secret' | 'ConfigMap'
  readonly name: string
  readonly namespace: string
  readonly keys: readonly string[]
  readonly purpose: string
  /** The one command that makes it, and replaces it. */
  readonly command: string
}

/** What a row of the table says of a site; a name that is undefined is one that the site does without. */
interface HandMadeRow {
  readonly kind: HandMade['kind']
  /** How documents call it. */
  readonly called: string
  readonly purpose: string
  /** The words of `kubectl create` before the keys. */
  readonly makes: string
  readonly namespaces: readonly ('namespace' | 'monitoringNamespace')[]
  /** Names and keys, as this site has them. */
  readonly of: (site: Site) => readonly (readonly [name: string, key: string])[]
}

/** Every object that is made by hand. Render, the guides and `npm run doctor` take it from here. */
const ROWS: readonly HandMadeRow[] = [
  {
    kind: 'Secret',
    called: 'named by `images.pull_secret`',
    purpose:
      'a registry that asks for a password; FILE is what `buildah login --authfile FILE` or `docker login` writes',
    makes: 'secret generic --type=kubernetes.io/dockerconfigjson',
    namespaces: ['namespace', 'monitoringNamespace'],
    of: ({ images }) => (images.pullSecret === undefined ? [] : [[images.pullSecret, '.dockerconfigjson']]),
  },
  {
    kind: 'ConfigMap',
    called: '`edge-ca`',
    purpose: 'the authority of the edge’s certificate, for a site that only the own network reaches (`reach: lan`)',
    makes: 'configmap',
    namespaces: ['namespace'],
    of: ({ reach }) => (reach === 'lan' ? [['edge-ca', 'ca.crt']] : []),
  },
  {
    kind: 'Secret',
    called: 'named by `receivers`',
    purpose: 'who is written to: a token, a password or an address; FILE holds it and nothing else',
    makes: 'secret generic',
    namespaces: ['monitoringNamespace'],
    of: ({ receivers, heartbeat }) =>
      [...receivers, ...(heartbeat === undefined ? [] : [heartbeat])].map(({ secret, key }) => [secret, key]),
  },
  {
    kind: 'Secret',
    called: '`alertmanager-users`',
    purpose: 'who may open Alertmanager through the edge; FILE is what `htpasswd -cB FILE NAME` writes',
    makes: 'secret generic',
    namespaces: ['monitoringNamespace'],
    of: () => [['alertmanager-users', 'users']],
  },
  {
    kind: 'Secret',
    called: '`grafana-admin`',
    purpose: 'the password of Grafana’s user admin, without a line break; Grafana does not start without it',
    makes: 'secret generic',
    namespaces: ['monitoringNamespace'],
    of: () => [['grafana-admin', 'password']],
  },
]

/** Everything that a person makes by hand for a site. */
export function handMadeOf(site: Site): readonly HandMade[] {
  const namespaces = namespacesOf(DEFAULT_RENDER_OPTIONS)
  return ROWS.flatMap(({ kind, purpose, makes, of, ...row }) => {
    const byName = Map.groupBy(of(site), ([name]) => name)
    return [...byName].flatMap(([name, pairs]) => {
      const keys = [...new Set(pairs.map(([, key]) => key))]
      return row.namespaces.map(which => {
        const namespace = namespaces[which]
        return { kind, name, namespace, keys, purpose, command: commandOf(makes, name, namespace, keys) }
      })
    })
  })
}

/** Made anew or replaced, in one line; values come from files, so that they stand in no history and no list of processes. */
function commandOf(makes: string, name: string, namespace: string, keys: readonly string[]): string {
  const [what = '', ...flags] = makes.split(' --')
  const files = keys.map(key => `--from-file=${key}=FILE`)
  const options = [...flags.map(flag => `--${flag}`), ...files].join(' ')
  return `kubectl -n ${namespace} create ${what} ${name} ${options} --dry-run=client -o yaml | kubectl apply --server-side -f -`
}

/** Whether a manifest may name an object that nothing renders, because a person makes it: by its own name, or by one of the site file. */
export function isHandMade(kind: string, name: string): boolean {
  return ROWS.some(row => row.kind === kind && (row.called === `\`${name}\`` || row.called.startsWith('named by')))
}

/** Who runs the commands, and what of them a test runs. */
const MARK =
  '# on the workstation, with cluster rights · the part before the pipe is run by a test, the whole was run on a cluster\n'

/** The table of a guide, and a command for each object of an example site. */
export function renderHandMade(example: Site): string {
  const spaces = namespacesOf(DEFAULT_RENDER_OPTIONS)
  const rows = ROWS.map(({ kind, called, namespaces, purpose }) => {
    const where = namespaces.map(which => `\`${spaces[which]}\``).join(', ')
    return `| ${kind} ${called} | ${where} | ${purpose} |\n`
  })
  const commands = handMadeOf(example).map(({ command }) => `${command}\n`)
  return `| what | where | for |\n|---|---|---|\n${rows.join('')}\n\`\`\`sh\n${MARK}${commands.join('')}\`\`\`\n`
}
