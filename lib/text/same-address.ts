/** Whether two texts are the same IP address, of which one of IPv6 can be written in many ways. */
export function isSameAddress(one: string, other: string): boolean {
  return canonical(one) === canonical(other)
}

/** As URLs write it (https://url.spec.whatwg.org/#concept-ipv6-serializer); an address of IPv4 has one form only. */
function canonical(address: string): string {
  return URL.parse(`http://[${address}]/`)?.hostname ?? address
}
