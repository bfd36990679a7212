import { parseDocument } from 'yaml'

/** A resolver that everyone can ask (Quad9): what it answers is what visitors get. */
export const PUBLIC_RESOLVER = '9.9.9.9'

/** The probes with one more, of the name as the world resolves it: the others connect by address and never ask. */
export function withPublicDnsProbe(probes: string, host: string): string {
  const document = parseDocument(probes)
  document.addIn(
    ['probes'],
    document.createNode({
      name: 'public-dns',
      description: 'The name of the site resolves for visitors.',
      kind: 'dns',
      interval: '30s',
      timeout: '4s',
      paths: { edge: { resolver: `${PUBLIC_RESOLVER}:53` } },
      query: { name: host, type: 'A' },
    }),
  )
  return document.toString({ lineWidth: 0 })
}
