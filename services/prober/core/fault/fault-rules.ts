import type { FaultDomain, Path } from '../../contract/names.ts'
import type { Reason } from '../../contract/reasons.ts'
import type { PathState, TroubledPath } from './path-state.ts'

/** Everything that fault localisation uses. */
export interface FaultInputs {
  readonly paths: readonly PathState[]
  /** Whether the hop answers by itself; undefined when it was not asked. */
  readonly edgeAlive: boolean | undefined
  readonly ingressAlive: boolean | undefined
  /** Whether the prober measures its own reference as it should. */
  readonly isReferenceGood: boolean
}

/** The inputs as the rules ask about them. */
export interface Facts {
  readonly isReferenceGood: boolean
  readonly isAnySeen: boolean
  readonly troubled: readonly TroubledPath[]
  readonly edge: TroubledPath | undefined
  readonly ingress: TroubledPath | undefined
  readonly app: TroubledPath | undefined
  /** Paths that were probed and are in order. */
  readonly isGood: Readonly<Record<Path, boolean>>
  readonly edgeAlive: boolean | undefined
  readonly ingressAlive: boolean | undefined
}

/** A rule that names a hop, and its reason. */
export interface Rule {
  readonly domain: FaultDomain
  readonly because: string
  readonly when: (facts: Facts) => boolean
  /** The hop is shown to be broken by what it does itself, and not only by which paths fail. */
  readonly isShown?: true
}

/** The truth table; the first rule that holds decides. */
export const RULES: readonly Rule[] = [
  {
    domain: 'prober',
    because: 'The prober measures its own reference wrongly, so its other measurements do not count.',
    when: ({ isReferenceGood }) => !isReferenceGood,
  },
  { domain: 'unknown', because: 'No path has been probed yet.', when: ({ isAnySeen }) => !isAnySeen },
  { domain: 'none', because: 'Every path is good.', when: ({ troubled }) => troubled.length === 0 },
  {
    domain: 'dns',
    because: 'Every path in trouble fails in name resolution.',
    when: ({ troubled }) => troubled.every(({ phase }) => phase === 'dns'),
  },
  {
    domain: 'unknown',
    because: 'The prober is rate-limited, which says nothing about what visitors get.',
    when: ({ troubled }) => troubled.every(({ reason }) => reason === 'rate_limited'),
  },
  {
    domain: 'app',
    because: 'Some instances of the app fail and others answer.',
    when: ({ edge, ingress, app }) => app?.instances !== undefined && isPartly(edge) && isPartly(ingress),
  },
  {
    domain: 'ingress',
    because: 'Some nodes of the ingress fail and others answer.',
    when: ({ edge, ingress, app }) => ingress?.instances !== undefined && isPartly(edge) && app === undefined,
  },
  {
    domain: 'edge',
    because: 'Some nodes of the edge fail and others answer.',
    when: ({ edge, ingress, app }) => edge?.instances !== undefined && ingress === undefined && app === undefined,
  },
  {
    domain: 'app',
    because: 'The app itself signed the bad replies, on more than one path.',
    when: ({ troubled }) => troubled.filter(isSignedByApp).length > 1,
  },
  {
    domain: 'edge',
    because: 'The edge is reached, and its certificate or TLS version is not acceptable.',
    when: ({ edge }) => hasBadCertificate(edge),
    isShown: true,
  },
  {
    domain: 'edge',
    because: 'The edge cannot be reached and does not answer when asked about itself, while the app answers.',
    when: ({ edge, isGood, edgeAlive }) => isUnreached(edge) && isGood.app && edgeAlive === false,
    isShown: true,
  },
  {
    domain: 'edge',
    because: 'The ingress path is good, so the fault is the edge or the network path to it.',
    when: ({ edge, app, isGood }) => edge !== undefined && isGood.ingress && app === undefined && !isSignedByApp(edge),
  },
  {
    domain: 'edge',
    because: 'The edge cannot be reached, while the app can.',
    when: ({ edge, ingress, isGood, edgeAlive }) =>
      isUnreached(edge) && ingress === undefined && isGood.app && edgeAlive !== true,
  },
  {
    domain: 'ingress',
    because: 'The ingress is reached, and its certificate or TLS version is not acceptable.',
    when: ({ edge, ingress }) => edge === undefined && hasBadCertificate(ingress),
    isShown: true,
  },
  {
    domain: 'prober',
    because:
      'The edge path is good and runs through the ingress, so the fault is the prober’s own route into the cluster.',
    when: ({ edge, ingress, app, isGood }) =>
      edge === undefined && isGood.edge && isUnreached(ingress) && (app === undefined || isUnreached(app)),
  },
  {
    domain: 'ingress',
    because: 'The app is good when asked directly, and fails through the ingress.',
    when: ({ ingress, isGood }) => ingress !== undefined && isGood.app && !isGood.edge && !isSignedByApp(ingress),
  },
  {
    domain: 'ingress',
    because: 'The ingress answers that it has no such route.',
    when: ({ ingress, isGood }) => ingress?.answeredBy === 'ingress' && ingress.status === 404 && !isGood.edge,
    isShown: true,
  },
  {
    domain: 'app',
    because: 'The ingress is reached and gets no good reply from the app, which fails when asked directly too.',
    when: ({ ingress, app, isGood, ingressAlive }) =>
      app !== undefined && ingress !== undefined && !isUnreached(ingress) && !isGood.edge && ingressAlive !== false,
  },
  {
    domain: 'ingress',
    because: 'The edge is reached, and the ingress neither can be nor answers when asked about itself.',
    when: ({ edge, ingress, isGood, edgeAlive, ingressAlive }) =>
      isUnreached(ingress) &&
      ingressAlive === false &&
      !isGood.edge &&
      (edge?.answeredBy === 'edge' || edgeAlive === true),
    isShown: true,
  },
  {
    domain: 'edge',
    because: 'The edge cannot be reached, and there is no other path to compare with.',
    when: ({ edge, troubled, isGood }) => isUnreached(edge) && troubled.length === 1 && !isGood.ingress && !isGood.app,
  },
]

/** Whether a path is not in trouble, or only some of its requests are. */
function isPartly(path: TroubledPath | undefined): boolean {
  return path === undefined || path.part !== undefined
}

/** Whether a path failed before there was a connection to send a request on. */
function isUnreached(path: TroubledPath | undefined): boolean {
  return path !== undefined && (path.phase === 'dns' || path.phase === 'connect' || path.phase === 'tls')
}

/** Reasons about what the peer presented in the handshake, so that it was reached. */
const OF_CERTIFICATES: readonly string[] = [
  'tls_expired',
  'tls_not_yet_valid',
  'tls_hostname',
  'tls_untrusted',
  'tls_days_left',
  'tls_version',
  'tls_client_certificate',
] satisfies readonly Reason[]

function hasBadCertificate(path: TroubledPath | undefined): boolean {
  return path !== undefined && OF_CERTIFICATES.includes(path.reason)
}

/** Whether the app itself wrote the bad reply; a slow one is signed too, but may have been delayed on the way. */
function isSignedByApp({ state, answeredBy }: TroubledPath): boolean {
  return state === 'bad' && answeredBy === 'app'
}

/** The facts that the rules are asked about. */
export function factsOf({ paths, ...alive }: FaultInputs): Facts {
  const isTroubled = (path: PathState): path is TroubledPath => path.state === 'bad' || path.state === 'slow'
  const all = paths.filter(isTroubled)
  // Beside paths that fail, slow ones point nowhere.
  const bad = all.filter(({ state }) => state === 'bad')
  const troubled = bad.length > 0 ? bad : all
  const at = (path: Path) => troubled.find(one => one.path === path)
  const isGood = (path: Path) =>
    at(path) === undefined && paths.some(one => one.path === path && one.state !== 'unsure')
  return {
    ...alive,
    isAnySeen: paths.length > 0,
    troubled,
    edge: at('edge'),
    ingress: at('ingress'),
    app: at('app'),
    isGood: { edge: isGood('edge'), ingress: isGood('ingress'), app: isGood('app') },
  }
}
