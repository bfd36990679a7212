import { listAt, textAt } from '../../../lib/json/path.ts'
import { bytesOf } from '../../quantity.ts'
import { containerName, containersOf } from '../pods.ts'
import type { Policy } from '../policy.ts'

/** The part of a limit that the heap may take, and the part it should. */
const MOST = 0.71
const LEAST = 0.5

export const heapFits: Policy = {
  code: 'heap-fits',
  summary: 'Node’s heap is at most 70 % of the memory limit, and not less than half.',
  why: 'Node does not look at small limits: with a heap above its limit the pod is killed without a word, as in the incident this project began with.',
  scope: 'ours',
  check: ({ object }) =>
    containersOf(object).flatMap(({ container, path }) => {
      const command = listAt(container, 'command').map(String)
      const limit = bytesOf(textAt(container, 'resources', 'limits', 'memory'))
      const [, heap] =
        command.map(flag => /^--max-old-space-size=(\d+)$/.exec(flag)).find(match => match !== null) ?? []
      if (limit === undefined || command[0] !== 'node') return []
      const share = heap === undefined ? Number.POSITIVE_INFINITY : (Number(heap) * 2 ** 20) / limit
      if (share >= LEAST && share <= MOST) return []
      const message =
        heap === undefined
          ? 'has no heap limit'
          : `the heap of ${heap} MiB is ${Math.round(share * 100)} % of the memory limit`
      const help = 'Set the limit to the heap divided by 0.7, or --max-old-space-size to 70 % of the limit.'
      return [{ path: [...path, 'resources', 'limits', 'memory'], part: containerName(container), message, help }]
    }),
}
