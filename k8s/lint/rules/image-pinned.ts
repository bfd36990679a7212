import { textAt } from '../../../lib/json/path.ts'
import { containerName, containersOf } from '../pods.ts'
import type { Policy } from '../policy.ts'

export const imagePinned: Policy = {
  code: 'image-pinned',
  summary: 'Every image is named by its digest.',
  why: 'What a tag names changes: two pods of one release would run different code, and going back would not go back.',
  scope: 'ours',
  check: ({ object }) =>
    containersOf(object).flatMap(({ container, path }) => {
      const image = textAt(container, 'image')
      if (/@sha256:[0-9a-f]{64}$/.test(image)) return []
      const help = 'Name it as registry/name@sha256:….'
      return [
        { path: [...path, 'image'], part: containerName(container), message: `the image ${image} has no digest`, help },
      ]
    }),
}
