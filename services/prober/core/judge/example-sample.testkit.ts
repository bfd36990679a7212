import { NOTHING_SEEN, type Observation } from './observation.ts'
import type { Sample } from './sample.ts'

/** A good probe of the home page through the edge, for tests and for documents that show every series. */
export function exampleSample(
  more: Partial<Omit<Sample, 'observation'>> & { observation?: Partial<Observation> } = {},
): Sample {
  return {
    probe: 'home',
    path: 'edge',
    role: 'slot',
    slotWall: 1_700_000_000_000,
    startDelaySeconds: 0.001,
    outcome: { isGood: true, isDegraded: false },
    answeredBy: 'app',
    invalid: undefined,
    traceId: '0af7651916cd43dd8448eb211c80319c',
    ...more,
    observation: {
      ...NOTHING_SEEN,
      phases: { connect: 0.001, tls: 0.003, send: 0.0001, wait: 0.01, transfer: 0.0002 },
      durationSeconds: 0.0143,
      address: '127.0.0.1:17443',
      certificate: {
        notAfter: 1_800_000_000,
        chainNotAfter: 1_790_000_000,
        firstToEnd: 'The certificate of the authority "CN=Leadline local CA"',
        subject: 'CN=web.localhost',
        issuer: 'CN=Leadline local CA',
        names: 'DNS:web.localhost',
        isVerified: true,
        problem: undefined,
        protocol: 'TLSv1.3',
        cipher: 'TLS_AES_256_GCM_SHA384',
        alpn: 'http/1.1',
      },
      response: {
        status: 200,
        httpVersion: '1.1',
        headers: { 'x-served-by': 'app' },
        setCookie: [],
        body: '<!doctype html>',
        bodyBytes: 15,
        redirects: [],
      },
      ...more.observation,
    },
  }
}
