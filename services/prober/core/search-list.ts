/** What resolv.conf(5) says of names that are not written out in full. */
export interface SearchList {
  readonly domains: readonly string[]
  /** A name with at least so many dots is asked for as it is first. */
  readonly dots: number
}

/** Names are asked for as they are. */
export const NO_SEARCH: SearchList = { domains: [], dots: 1 }

/** Reads the search list of a `resolv.conf`; of several lines the last one counts, as resolv.conf(5) has it. */
export function parseSearchList(text: string): SearchList {
  let list = NO_SEARCH
  for (const line of text.split('\n')) {
    const [word, ...rest] = line.trim().split(/\s+/)
    if (word === 'search') list = { ...list, domains: rest.map(withoutDot).filter(domain => domain !== '') }
    else if (word === 'domain') list = { ...list, domains: rest.slice(0, 1).map(withoutDot) }
    else if (word === 'options') {
      const dots = rest.flatMap(option => /^ndots:(\d+)$/.exec(option)?.[1] ?? []).at(-1)
      if (dots !== undefined) list = { ...list, dots: Math.min(Number(dots), MOST_DOTS) }
    }
  }
  return list
}

const MOST_DOTS = 15

function withoutDot(domain: string): string {
  return domain.replace(/\.$/, '')
}

/** The names to ask for one after the other until one exists; a dot at the end says that a name is written out in full. */
export function namesToAsk(name: string, { domains, dots }: SearchList): readonly string[] {
  if (name.endsWith('.')) return [name]
  const longer = domains.map(domain => `${name}.${domain}`)
  return name.split('.').length > dots ? [name, ...longer] : [...longer, name]
}
