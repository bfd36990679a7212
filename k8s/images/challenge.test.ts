import { expect, test } from 'vitest'
import { isOwnRealm, parseChallenges } from './challenge.ts'

test.each([
  [
    'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:a/b:pull"',
    [
      {
        scheme: 'bearer',
        parameters: { realm: 'https://ghcr.io/token', service: 'ghcr.io', scope: 'repository:a/b:pull' },
      },
    ],
  ],
  ['Basic realm="a \\"quoted\\", realm"', [{ scheme: 'basic', parameters: { realm: 'a "quoted", realm' } }]],
  [
    'Basic realm="x", Bearer realm=y , service=z',
    [
      { scheme: 'basic', parameters: { realm: 'x' } },
      { scheme: 'bearer', parameters: { realm: 'y', service: 'z' } },
    ],
  ],
  ['BASIC', [{ scheme: 'basic', parameters: {} }]],
  [
    'Negotiate, Basic realm="x"',
    [
      { scheme: 'negotiate', parameters: {} },
      { scheme: 'basic', parameters: { realm: 'x' } },
    ],
  ],
  ['', []],
  ['"', []],
  ['Bearer realm="unclosed', [{ scheme: 'bearer', parameters: {} }]],
])('%s is read', (header, challenges) => expect(parseChallenges(header)).toEqual(challenges))

test.each([
  ['registry-1.docker.io', 'auth.docker.io', true],
  ['registry.gitlab.com', 'gitlab.com', true],
  ['ghcr.io', 'ghcr.io', true],
  ['registry.home.arpa:5000', 'auth.home.arpa:9000', true],
  ['127.0.0.1:5000', '127.0.0.1:9000', true],
  ['registry:5000', 'registry:9000', true],
  ['ghcr.io', 'evil.io', false],
  ['registry.example.co.uk', 'evil.co.uk', false],
  ['registry.example.co.uk', 'auth.example.co.uk', true],
  ['co.uk', 'evil.co.uk', false],
  ['192.168.1.10', '192.168.2.10', false],
  ['10.0.1.10:5000', '192.168.1.10', false],
  ['[::1]:5000', '[::2]:5000', false],
  ['registry', 'evil', false],
  ['ghcr.io', 'ghcr.io.evil.example', false],
])('a password for %s may go to %s: %s', (registry, realm, may) => expect(isOwnRealm(registry, realm)).toBe(may))
