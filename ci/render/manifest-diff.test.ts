import { expect, test } from 'vitest'
import { fenced, objectDifference, renderManifestDiff } from './manifest-diff.ts'

const SITE = 'k8s/site.yaml'
const HUNK = '@@ -1,3 +1,3 @@\n kind: Service\n-port: 80\n+port: 81\n'

test.each([
  ['changed', HUNK],
  ['added', '@@ -0,0 +1,2 @@\n+kind: Service\n+port: 80\n'],
  ['removed', '@@ -1,2 +0,0 @@\n-kind: Service\n-port: 80\n'],
])('an object is %s by its first hunk', (kind, hunks) => {
  expect(objectDifference('release-service-leadline-app.yaml', hunks)).toMatchObject({
    name: 'release-service-leadline-app',
    kind,
  })
})

test('each changed object is a part that opens, with its lines', () => {
  const text = renderManifestDiff([objectDifference('release-service-leadline-app.yaml', HUNK)], SITE)
  expect(text).toBe(`## Manifests

By k8s/site.yaml.

<details><summary>release-service-leadline-app changed: +1 −1</summary>

\`\`\`diff
@@ -1,3 +1,3 @@
 kind: Service
-port: 80
+port: 81
\`\`\`

</details>

`)
})

test('without a difference that is said, and by which site file', () => {
  expect(renderManifestDiff([], SITE)).toBe('No manifest changed, by k8s/site.yaml.\n')
})

test('what is large is cut, and how much was cut is said', () => {
  const hunks = `@@ -0,0 +1,500 @@\n${`+${'x'.repeat(500)}\n`.repeat(500)}`
  const many = Array.from({ length: 200 }, (_, index) => objectDifference(`release-${index}.yaml`, hunks))
  const text = renderManifestDiff(many, SITE)
  expect(text).toContain('… and 421 more lines')
  expect(text).toContain('- release-199 added')
  expect(text.length).toBeLessThan(2 ** 20)
})

test('nothing in a manifest ends its block or becomes markup of the summary', () => {
  const text = fenced('diff', '+a: |\n+  ```\n+  ````` <script>')
  const [first = '', ...rest] = text.trimEnd().split('\n')
  expect(first).toBe('``````diff')
  expect(rest.at(-1)).toBe('``````')
  expect(rest.slice(0, -1).some(line => line.startsWith('``````'))).toBe(false)
})
