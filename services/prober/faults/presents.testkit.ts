import type { TlsOptions } from 'node:tls'
import type { Route } from '../definition/model.ts'
import { DEFAULT_EXPECTATION } from '../definition/parse-expect.ts'
import type { Identity } from '../probes/fault-servers.testkit.ts'
import type { ExpectedOutcome, FaultCase } from './fault-case.testkit.ts'
import { ROOT, serveTls } from './tls-server.testkit.ts'

/** What is special about a case besides its certificate. */
export interface Special {
  readonly server?: TlsOptions
  readonly route?: Partial<Route>
  readonly daysLeft?: number
}

type CertificatePeers = readonly [curl: string, blackbox: string, browser: string]

/** A server that presents this certificate for as long as the handshake lasts. */
export function presents(
  name: string,
  make: () => Identity,
  expected: ExpectedOutcome,
  [curl, blackbox, browser]: CertificatePeers,
  { server, route, daysLeft }: Special = {},
): FaultCase {
  return {
    name: `a certificate ${name}`,
    serve: async () => ({
      ...(await serveTls(make(), server)),
      route: { isSecure: true, ca: ROOT.pem, ...route },
      probe: { kind: 'tls', expect: { tls: { ...DEFAULT_EXPECTATION.tls, daysLeft } } },
    }),
    expected,
    peers: { curl, blackbox, browser },
  }
}

/** Every one of them takes it. */
export const ALL_GOOD: CertificatePeers = ['good', 'good', 'good']
