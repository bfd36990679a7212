import { at } from '../../../lib/json/path.ts'
import type { Policy } from '../policy.ts'

const ENFORCE = 'pod-security.kubernetes.io/enforce'

export const namespaceRestricted: Policy = {
  code: 'namespace-restricted',
  summary: 'Every namespace enforces Pod Security `restricted`.',
  why: 'What is only warned about is created all the same.',
  scope: 'ours',
  check({ object }) {
    if (object.kind !== 'Namespace' || at(object, 'metadata', 'labels', ENFORCE) === 'restricted') return []
    return [
      { path: ['metadata', 'labels'], message: 'does not enforce Pod Security', help: `Write ${ENFORCE}: restricted.` },
    ]
  },
}
