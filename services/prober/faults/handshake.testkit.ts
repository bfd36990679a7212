import type { ProbeKind } from '../contract/names.ts'
import { DEFAULT_EXPECTATION } from '../definition/parse-expect.ts'
import type { TestServer } from '../probes/fault-servers.testkit.ts'
import type { ExpectedOutcome, FaultCase } from './fault-case.testkit.ts'
import { ROOT } from './tls-server.testkit.ts'

/** What the probe is besides a plain one of kind tls. */
interface Special {
  readonly kind?: ProbeKind
  readonly minVersion?: '1.3'
}

type Peers = readonly [curl: string, blackbox: string, browser: string]

/** A server whose handshake is special. */
export function handshake(
  name: string,
  serve: () => Promise<TestServer>,
  expected: ExpectedOutcome,
  [curl, blackbox, browser]: Peers,
  { kind = 'tls', minVersion }: Special = {},
): FaultCase {
  const tls = { ...DEFAULT_EXPECTATION.tls, ...(minVersion === undefined ? {} : { minVersion }) }
  return {
    name: `a handshake ${name}, ${kind}`,
    serve: async () => ({
      ...(await serve()),
      route: { isSecure: true, ca: ROOT.pem },
      probe: { kind, expect: { tls } },
    }),
    expected,
    peers: { curl, blackbox, browser },
  }
}
