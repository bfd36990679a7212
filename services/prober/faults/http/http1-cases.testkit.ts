import type { exampleProbe } from '../../probes/probe.testkit.ts'
import type { ExpectedOutcome, FaultCase } from '../fault-case.testkit.ts'
import { peersOf } from '../peers.testkit.ts'
import { type Script, serveBytes } from './serve-bytes.testkit.ts'

/** A row of a table of HTTP/1.1: the name, what is sent, how it ends, and what the prober says. */
export type Row = readonly [
  name: string,
  sends: Script['sends'],
  ends: Script['ends'],
  expected: ExpectedOutcome,
  more?: {
    readonly endlessly?: Script['endlessly']
    readonly probe?: Parameters<typeof exampleProbe>[0]
  },
]

/** The cases of a table, each a server of bytes. */
export function http1Cases(rows: readonly Row[]): readonly FaultCase[] {
  return rows.map(([name, sends, ends, expected, more = {}]) => ({
    name,
    expected,
    peers: peersOf(name),
    async serve() {
      const { endlessly, probe } = more
      const server = await serveBytes({ sends, ends, ...(endlessly === undefined ? {} : { endlessly }) })
      return { ...server, ...(probe === undefined ? {} : { probe }) }
    },
  }))
}
