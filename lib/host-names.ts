/** The name or address that a request calls its server by, in lower case and without the port; IPv6 in brackets. */
function calledName(hostHeader: string): string {
  const [, name = ''] = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(hostHeader.trim().toLowerCase()) ?? []
  // A trailing dot says that the name is whole, which these are.
  return name.replace(/\.$/, '')
}

/**
 * Whether a server of these names is meant. A web page may let a name of its own point to an address of this machine or
 * network, and its scripts could then read there what only this network may (DNS rebinding): the name gives them away. A
 * request of HTTP/1.0 may name none, and no browser sends one.
 */
export function isMeant(names: readonly string[], hostHeader: string | undefined): boolean {
  return hostHeader === undefined || names.includes(calledName(hostHeader))
}

/** Names as a setting has them, divided by commas; undefined when one cannot be a name or an address. */
export function parseNames(text: string): readonly string[] | undefined {
  const names = text.split(',').map(name => name.trim().toLowerCase())
  return names.every(name => NAME.test(name)) ? names : undefined
}

const NAME = /^(?:[a-z\d_](?:[a-z\d_.-]*[a-z\d_])?|\[[\da-f:.]+\])$/
