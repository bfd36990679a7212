import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Peers } from './fault-case.testkit.ts'

/** Where `bench/fault-peers.ts` writes what curl, blackbox_exporter and Chromium said about each case. */
const PEERS_FILE = path.join(import.meta.dirname, 'testdata/peers.json')

const found: Readonly<Record<string, Peers>> = JSON.parse(readFileSync(PEERS_FILE, 'utf8'))

/** What others said about a case when they were last asked. */
export function peersOf(name: string): Peers {
  return found[name] ?? { curl: 'not asked', blackbox: 'not asked', browser: 'not asked' }
}
