import type { FaultDomain, Path } from '../../contract/names.ts'
import type { Reason } from '../../contract/reasons.ts'
import type { PathState, TroubledPath } from './path-states.ts'

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
    domain: 'app',
    because: 'The app itself signed the bad replies, on more than one path.',
    when: ({ troubled }) => troubled.filter(isSignedByApp).length > 1,
  },
  {
    domain: 'edge',
    because: 'The ingress path is good, so the fault is the edge or the network path to it.',
    when: ({ edge, isGood }) => edge !== undefined && isGood.ingress && !isSignedByApp(edge),
  },
  {
    domain: 'edge',
    because: 'The edge is reached, and its certificate or TLS version is not acceptable.',
    when: ({ edge }) => hasBadCertificate(edge),
  },
  {
    domain: 'edge',
    because: 'The edge cannot be reached, while the app can: the edge is the first broken hop.',
    when: ({ edge, isGood, edgeAlive }) => isUnreached(edge) && isGood.app && edgeAlive !== true,
  },
  {
    domain: 'ingress',
    because: 'The ingress is reached, and its certificate or TLS version is not acceptable.',
    when: ({ edge, ingress }) => edge === undefined && hasBadCertificate(ingress),
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
  },
  {
    domain: 'app',
    because: 'The ingress is reached and gets no good reply from the app, which fails when asked directly too.',
    when: ({ ingress, app, isGood, ingressAlive }) =>
      app !== undefined && ingress !== undefined && !isUnreached(ingress) && !isGood.edge && ingressAlive !== false,
  },
  {
    domain: 'ingress',
    because: 'The edge is reached and nothing behind it is: the ingress is the first broken hop.',
    when: ({ edge, ingress, isGood, edgeAlive }) =>
      isUnreached(ingress) && !isGood.edge && (edge?.answeredBy === 'edge' || edgeAlive === true),
  },
  {
    domain: 'edge',
    because: 'The edge cannot be reached, and there is no other path to compare with.',
    when: ({ edge, troubled, isGood }) => isUnreached(edge) && troubled.length === 1 && !isGood.ingress && !isGood.app,
  },
]

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
  const isTroubled = (path: PathState): path is TroubledPath => path.state !== 'good'
  const all = paths.filter(isTroubled)
  // Beside paths that fail, slow ones point nowhere.
  const bad = all.filter(({ state }) => state === 'bad')
  const troubled = bad.length > 0 ? bad : all
  const at = (path: Path) => troubled.find(one => one.path === path)
  const isGood = (path: Path) => at(path) === undefined && paths.some(one => one.path === path)
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
