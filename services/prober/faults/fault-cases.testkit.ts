import { DNS_CASES } from './dns-cases.testkit.ts'
import type { FaultCase } from './fault-case.testkit.ts'
import { HEAVY_CASES } from './heavy-cases.testkit.ts'
import { HTTP1_BODY_CASES } from './http/http1-body-cases.testkit.ts'
import { HTTP1_HEAD_CASES } from './http/http1-head-cases.testkit.ts'
import { HTTP2_CASES } from './http/http2-cases.testkit.ts'
import { HTTPS_CASES } from './http/https-cases.testkit.ts'
import { TCP_CASES } from './tcp-cases.testkit.ts'
import { TLS_BYTES_CASES } from './tls-bytes-cases.testkit.ts'
import { TLS_CHAIN_CASES } from './tls-chain-cases.testkit.ts'
import { TLS_HANDSHAKE_CASES } from './tls-handshake-cases.testkit.ts'
import { TLS_NAME_CASES } from './tls-name-cases.testkit.ts'

/** Everything that targets do to the prober in its tests, and all at once in its soak. */
export const FAULT_CASES: readonly FaultCase[] = [
  ...HTTP1_HEAD_CASES,
  ...HTTP1_BODY_CASES,
  ...HTTPS_CASES,
  ...HTTP2_CASES,
  ...HEAVY_CASES,
  ...TLS_NAME_CASES,
  ...TLS_CHAIN_CASES,
  ...TLS_HANDSHAKE_CASES,
  ...TLS_BYTES_CASES,
  ...DNS_CASES,
  ...TCP_CASES,
]
