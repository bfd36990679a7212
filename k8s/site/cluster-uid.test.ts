import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { withClusterUid } from './cluster-uid.ts'
import { parseSite } from './parse.ts'

const UID = '0b0b0b0b-1111-4222-8333-444444444444'
const EXAMPLE = readFileSync('k8s/site.example.yaml', 'utf8')

test.each([
  ['as it is', EXAMPLE],
  ['with a comment behind the last line', EXAMPLE.replace("traefik_chart: '37'", "traefik_chart: '37' # k3s 1.34")],
  [
    'with a list at the end',
    EXAMPLE.replace(/ {2}nodes: .*\n/, '').replace("'37'\n", "'37'\n  nodes:\n    - 192.0.2.11\n"),
  ],
])('the name of the cluster is added to a site file %s, and nothing else changes', (_, text) => {
  const named = withClusterUid(text, UID)
  const { value, diagnostics } = parseSite({ path: 'site.yaml', text: named })
  expect(diagnostics).toEqual([])
  expect(value?.cluster.uid).toBe(UID)
  expect(named.replace(`\n  uid: ${UID}`, '')).toBe(text)
})

test('a cluster that is written in one line is named too', () => {
  const text = EXAMPLE.replace(
    /cluster:\n(.*\n){3}/,
    "cluster: { nodes: [192.0.2.11], kubernetes: '1.34', traefik_chart: '37' }\n",
  )
  expect(parseSite({ path: 'site.yaml', text: withClusterUid(text, UID) }).value?.cluster.uid).toBe(UID)
})
