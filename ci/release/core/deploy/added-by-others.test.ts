import { expect, test } from 'vitest'
import { addedByOthers } from './added-by-others.ts'

/** As an API server writes which fields a manager has: with a dot for a member of a list itself. */
function variables(...names: readonly string[]) {
  const env = Object.fromEntries(names.map(name => [`k:{"name":"${name}"}`, { '.': {}, 'f:name': {}, 'f:value': {} }]))
  const container = { 'f:env': env, 'f:imagePullPolicy': {} }
  return { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': container } } } } }
}

const OURS = { manager: 'leadline', operation: 'Apply', fieldsV1: variables('RELEASE') }

function deployment(...others: readonly object[]) {
  return { metadata: { managedFields: [OURS, ...others] } }
}

test('a variable that someone has set by hand is named, with who it was', () => {
  const theirs = { manager: 'kubectl-set', operation: 'Update', fieldsV1: variables('RELEASE', 'DEBUG') }
  expect(addedByOthers(deployment(theirs))).toEqual([
    { manager: 'kubectl-set', field: 'spec.template.spec.containers[app].env[DEBUG]' },
  ])
})

test('a member with a key of two parts is named by both', () => {
  const fieldsV1 = { 'f:spec': { 'f:ports': { 'k:{"port":8443,"protocol":"TCP"}': { '.': {} } } } }
  expect(addedByOthers(deployment({ manager: 'kubectl-edit', operation: 'Update', fieldsV1 }))).toEqual([
    { manager: 'kubectl-edit', field: 'spec.ports[8443,TCP]' },
  ])
})

test('defaults, statuses and what we name too are no additions', () => {
  const shared = { manager: 'kubectl-client-side-apply', operation: 'Update', fieldsV1: variables('RELEASE') }
  const conditions = { 'f:status': { 'f:conditions': { 'k:{"type":"Available"}': { '.': {} } } } }
  const status = { manager: 'k3s', operation: 'Update', subresource: 'status', fieldsV1: conditions }
  expect(addedByOthers(deployment(shared, status))).toEqual([])
  expect(addedByOthers({})).toEqual([])
})
