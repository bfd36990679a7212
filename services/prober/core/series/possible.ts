import {
  ANSWERERS,
  type Answerer,
  CODE_CLASSES,
  type CodeClass,
  PHASES,
  type Phase,
  type ProbeKind,
} from '../../contract/names.ts'
import { REASON_NAMES, REASONS, type Reason } from '../../contract/reasons.ts'
import type { Probe, Route } from '../../definition/model.ts'

/** The phases a kind of probe can spend time in, besides `dns` and `tls`. */
const PHASES_OF_KIND: Readonly<Record<ProbeKind, readonly Phase[]>> = {
  http: ['connect', 'send', 'wait', 'transfer'],
  journey: ['connect', 'send', 'wait', 'transfer'],
  tls: ['connect'],
  tcp: ['connect', 'send', 'wait'],
  dns: ['wait'],
}

/** The phases a probe can reach on a route. */
export function possiblePhases(probe: Probe, route: Route): readonly Phase[] {
  const isResolved =
    route.addresses.length === 0 && route.host !== '' && !/^[\d.]+$|:|(^|\.)localhost$/.test(route.host)
  const phases = new Set(PHASES_OF_KIND[probe.kind])
  return PHASES.filter(
    phase => phases.has(phase) || (phase === 'dns' && isResolved) || (phase === 'tls' && route.isSecure),
  )
}

/** Reasons that only some expectations can give. */
const NEEDS: Readonly<Partial<Record<Reason, (probe: Probe) => boolean>>> = {
  tls_days_left: ({ expect }) => expect.tls.daysLeft !== undefined,
  tls_version: ({ expect }) => expect.tls.minVersion !== '1.2',
  http_version: ({ expect }) => expect.httpVersion !== undefined,
  header: ({ expect, kind }) => kind === 'journey' || expect.headers.length > 0,
  body: ({ expect, kind }) =>
    kind === 'journey' || expect.bodyContains.length + expect.bodyMatches.length + expect.json.length > 0,
  latency: ({ expect }) => expect.maxLatency !== undefined,
  status: isHttp,
  redirect: isHttp,
  headers_size: isHttp,
  body_size: isHttp,
  rcode: ({ kind }) => kind === 'dns',
  answer: ({ kind, expect }) => kind === 'dns' || expect.receive !== undefined,
  extract: ({ kind }) => kind === 'journey',
}

/** A DNS probe consists of its question only: what other kinds meet in `dns` or `connect`, it meets in `wait`. */
const OF_QUESTIONS: readonly Reason[] = ['refused', 'dns_error']

function isHttp({ kind }: Probe): boolean {
  return kind === 'http' || kind === 'journey'
}

/** Every way a probe can fail on a route: the series that stand at 0 before the first failure. */
export function possibleFailures(
  probe: Probe,
  route: Route,
): readonly { readonly reason: Reason; readonly phase: Phase }[] {
  const phases = possiblePhases(probe, route)
  return REASON_NAMES.filter(reason => NEEDS[reason]?.(probe) ?? true).flatMap(reason => {
    const known: readonly Phase[] = REASONS[reason].phases
    return known
      .filter(phase => phases.includes(phase))
      .filter(phase => phase !== 'wait' || probe.kind === 'dns' || !OF_QUESTIONS.includes(reason))
      .map(phase => ({ reason, phase }))
  })
}

/** Every kind of reply a probe can get; interim responses (1xx) are never the last one, and are not among them. */
export function possibleReplies(
  probe: Probe,
): readonly { readonly answerer: Answerer; readonly codeClass: CodeClass }[] {
  if (!isHttp(probe)) return []
  const classes = CODE_CLASSES.filter(codeClass => codeClass !== '1xx' && codeClass !== 'other')
  return ANSWERERS.flatMap(answerer => classes.map(codeClass => ({ answerer, codeClass })))
}

/** The class of a status; `other` for one that HTTP does not know. */
export function codeClassOf(status: number): CodeClass {
  return CODE_CLASSES.find(codeClass => codeClass === `${Math.floor(status / 100)}xx`) ?? 'other'
}
