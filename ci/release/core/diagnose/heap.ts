import { listAt, textAt } from '../../../../lib/json/path.ts'
import { quantityOf } from '../../../../lib/kubernetes/quantity.ts'

/** How much the heap of a Node process in a container may take, and whether that is set or Node's own choice. */
interface Heap {
  readonly mebibytes: number
  readonly isSet: boolean
}

/** What Node takes by itself where the limit is 512 MiB or less: it does not look at small ones (measured with Node 24). */
const OWN_MEBIBYTES = 259
const MEBIBYTE = 2 ** 20

/** The part of a limit that the heap should have; the rest is for buffers, code and stacks. */
const SHARE = 0.7

/** What `--max-old-space-size` of a container says, in MiB; undefined where it says nothing. */
export function heapSet(spec: unknown): number | undefined {
  const words = [...listAt(spec, 'command'), ...listAt(spec, 'args')].map(String)
  const options = listAt(spec, 'env').filter(one => textAt(one, 'name') === 'NODE_OPTIONS')
  const text = [...words, ...options.map(one => textAt(one, 'value'))].join(' ')
  const [, heap] = /--max-old-space-size=(\d+)/.exec(text) ?? []
  return heap === undefined ? undefined : Number(heap)
}

function heapOf(spec: unknown): Heap | undefined {
  const mebibytes = heapSet(spec)
  if (mebibytes !== undefined) return { mebibytes, isSet: true }
  const isNode = /(^|\/)node$/.test(String(listAt(spec, 'command')[0] ?? ''))
  return isNode ? { mebibytes: OWN_MEBIBYTES, isSet: false } : undefined
}

/** Why a heap cannot fit into the memory limit of its container, and what to set; undefined where it can, or is not known. */
export function heapOverLimit(spec: unknown): { readonly what: string; readonly fix: string } | undefined {
  const heap = heapOf(spec)
  const limit = quantityOf(textAt(spec, 'resources', 'limits', 'memory'))
  if (heap === undefined || limit === undefined || heap.mebibytes * MEBIBYTE <= limit) return undefined
  const whose = heap.isSet ? 'the heap limit' : 'Node’s own heap limit'
  const fits = Math.floor((limit / MEBIBYTE) * SHARE)
  const needs = Math.ceil(heap.mebibytes / SHARE)
  return {
    what: `${whose} of ${heap.mebibytes} MiB exceeds the container’s limit`,
    fix: `Set --max-old-space-size=${fits}, 70 % of the limit, or raise the memory limit to ${needs}Mi.`,
  }
}
