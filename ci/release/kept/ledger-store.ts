import { gunzipSync, gzipSync } from 'node:zlib'
import { sha256 } from '../../../adapters/files/sha256.ts'
import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { applyObject, deleteObject, listObjects, readObject } from '../../../adapters/kubernetes/objects.ts'
import { parseJson } from '../../../lib/json/parse.ts'
import { textAt } from '../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { ExternalError } from '../../../lib/system-error.ts'
import { type Ledger, ledgerOf, nextNumber, overLength } from '../core/deploy/ledger.ts'
import { type LedgerEntry, parseEntry, renderEntry } from '../core/deploy/ledger-entry.ts'
import { FIELD_MANAGER } from '../core/deploy/prune-plan.ts'

const COMPONENT = 'app.kubernetes.io/component'
const MAP = ['v1', 'ConfigMap'] as const

/** Characters of a packed part: an object of the API server may have a mebibyte, with all that it adds. */
const PART_CHARACTERS = 700_000

/** The ledger as it was read. */
export interface StoredLedger extends Ledger {
  readonly next: number
}

/** Reads the ledger of a namespace. Damaged entries are part of it; rejects only where nothing can be read. */
export async function readLedger(cluster: Cluster, namespace: string): Promise<StoredLedger> {
  const heads = await listObjects(cluster, MAP, { namespace, labels: `${COMPONENT}=ledger` })
  const ledger = ledgerOf(heads.map(head => parseEntry(head.metadata.name, textAt(head, 'data', 'entry'))))
  return {
    ...ledger,
    next: nextNumber(
      ledger,
      heads.map(({ metadata }) => metadata.name),
    ),
  }
}

/** The set of an entry, packed. */
interface Packed {
  readonly parts: readonly string[]
  readonly packedHash: string
}

/** Packs a set into as many parts as it takes. */
export function pack(objects: readonly KubernetesObject[]): Packed {
  const bytes = gzipSync(JSON.stringify(objects))
  const text = bytes.toString('base64')
  const count = Math.ceil(text.length / PART_CHARACTERS)
  const parts = Array.from({ length: count }, (_, index) =>
    text.slice(index * PART_CHARACTERS, (index + 1) * PART_CHARACTERS),
  )
  return { parts, packedHash: sha256(bytes) }
}

/** Writes an entry with its set: its head comes last, so that one that was cut off is none. */
export async function writeEntry(
  cluster: Cluster,
  namespace: string,
  entry: LedgerEntry,
  parts: readonly string[],
): Promise<void> {
  for (const [index, part] of parts.entries()) {
    const map = mapOf(namespace, partName(entry.number, index), 'ledger-part')
    await applyObject(cluster, { ...map, data: { part } }, FIELD_MANAGER)
  }
  await markEntry(cluster, namespace, entry)
}

/** Writes what is known of a release now. */
export async function markEntry(cluster: Cluster, namespace: string, entry: LedgerEntry): Promise<void> {
  const map = mapOf(namespace, headName(entry.number), 'ledger')
  await applyObject(cluster, { ...map, data: { entry: renderEntry(entry) } }, FIELD_MANAGER)
}

/** The objects of a release. Rejects with an ExternalError where a part is missing or was changed. */
export async function readSet(
  cluster: Cluster,
  namespace: string,
  { number, parts, packedHash }: LedgerEntry,
): Promise<readonly KubernetesObject[]> {
  const texts: string[] = []
  for (let index = 0; index < parts; index += 1) {
    const part = await readObject(cluster, mapOf(namespace, partName(number, index), 'ledger-part'))
    texts.push(textAt(part, 'data', 'part'))
  }
  const bytes = Buffer.from(texts.join(''), 'base64')
  if (sha256(bytes) !== packedHash) {
    throw new ExternalError(`The ledger's release ${number} is damaged: its objects are not as they were written`)
  }
  return parseJson(gunzipSync(bytes).toString('utf8')) as readonly KubernetesObject[]
}

/** Removes the releases that are over the length. */
export async function trimLedger(cluster: Cluster, namespace: string): Promise<void> {
  for (const { number, parts } of overLength(await readLedger(cluster, namespace))) {
    await deleteObject(cluster, mapOf(namespace, headName(number), 'ledger'))
    for (let index = 0; index < parts; index += 1) {
      await deleteObject(cluster, mapOf(namespace, partName(number, index), 'ledger-part'))
    }
  }
}

function headName(number: number): string {
  return `release-${String(number).padStart(6, '0')}`
}

function partName(number: number, index: number): string {
  return `${headName(number)}-${index + 1}`
}

function mapOf(namespace: string, name: string, component: 'ledger' | 'ledger-part'): KubernetesObject {
  const labels = { 'app.kubernetes.io/part-of': 'leadline', [COMPONENT]: component }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels } }
}
