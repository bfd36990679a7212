import { createSign, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A fake server of tokens: it knows one user, and who else comes may read what is public. */
export interface FakeTokens {
  readonly realm: string
  /** What it was asked, without the password. */
  readonly asked: string[]
  stop(): Promise<void>
}

interface FakeTokensOptions {
  readonly signer: { readonly key: string; readonly certificate: string }
  readonly service: string
  readonly user: string
  readonly password: string
  /** Repositories that everyone may read. */
  readonly isPublic: (repository: string) => boolean
}

/** Starts it; its tokens are what a real registry with the certificate accepts. */
export async function startFakeTokens({
  signer,
  service,
  user,
  password,
  isPublic,
}: FakeTokensOptions): Promise<FakeTokens> {
  const asked: string[] = []
  const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://fake')
    const scope = searchParams.get('scope') ?? ''
    const { authorization } = request.headers
    asked.push(`${request.method} ${scope} ${authorization === undefined ? 'anonymous' : 'with a password'}`)
    if (authorization !== undefined && authorization !== wanted) return void response.writeHead(401).end('{}')
    const [type, name = '', actions = ''] = scope.split(':')
    const mayRead = authorization === wanted || isPublic(name)
    const access = mayRead ? [{ type, name, actions: actions.split(',') }] : []
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ token: tokenOf({ iss: 'tests', sub: '', aud: service, access }, signer) }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    realm: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    asked,
    async stop() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function tokenOf(claims: object, signer: { readonly key: string; readonly certificate: string }): string {
  const now = Math.floor(Date.now() / 1000)
  const chain = [new X509Certificate(readFileSync(signer.certificate)).raw.toString('base64')]
  const head = { typ: 'JWT', alg: 'RS256', x5c: chain }
  const body = { ...claims, nbf: now - 10, iat: now, exp: now + 300, jti: String(now) }
  const text = [head, body].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${createSign('RSA-SHA256').update(text).sign(readFileSync(signer.key), 'base64url')}`
}
