import type { Probe, Route } from './model.ts'
import { PHASES, type Phase, type ProbeKind } from './names.ts'
import { REASONS, type Reason } from './reasons.ts'

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

/** A DNS probe's question is all there is of it, so what other kinds meet in `dns` or `connect` it meets in `wait`. */
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
  const reasons = Object.entries(REASONS) as [Reason, { readonly phases: readonly Phase[] }][]
  return reasons
    .filter(([reason]) => NEEDS[reason]?.(probe) ?? true)
    .flatMap(([reason, known]) =>
      known.phases
        .filter(phase => phases.includes(phase))
        .filter(phase => phase !== 'wait' || probe.kind === 'dns' || !OF_QUESTIONS.includes(reason))
        .map(phase => ({ reason, phase })),
    )
}
