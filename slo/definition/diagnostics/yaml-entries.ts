import type { DiagnosticEntries } from './entry.ts'
import { sloFile } from './example.ts'

const good = sloFile()

/** What can be wrong with any YAML file. */
export const YAML_ENTRIES: DiagnosticEntries = {
  'yaml-syntax': {
    why: 'The text is not YAML: mostly a quote or bracket that is not closed, or a line that is indented too far.',
    bad: sloFile({ objective: 'objective: "99.9' }),
    good,
  },
  'not-utf8': {
    why: 'The file is in another encoding than UTF-8, which Prometheus and every reader of YAML expect; read as UTF-8, some of its letters would be wrong.',
    bad: sloFile({ objective: 'description: caf\udce9\n    objective: 99.9' }),
    good: sloFile({ objective: 'description: café\n    objective: 99.9' }),
  },
  'duplicate-key': {
    why: 'Of a key that is written twice one value is ignored, and it is not clear which.',
    bad: sloFile({ objective: 'objective: 99\n    objective: 99.9' }),
    good,
  },
  'nested-too-deep': {
    why: 'A file of this depth is an accident or an attack on the parser.',
    bad: `version: ${'['.repeat(70)}${']'.repeat(70)}\n`,
    good,
  },
  'too-many-aliases': {
    why: 'Aliases of aliases make a small file expand beyond any memory.',
    bad: `version: prometheus/v1\nservice: web\nlabels: &l { a: b }\nslos:\n${'  - { name: aa, labels: *l, sli: *l, alerting: *l }\n'.repeat(200)}`,
    good,
  },
  'unresolved-alias': {
    why: 'The alias names an anchor that is not before it in its document, so it has no value.',
    bad: sloFile({ labels: 'x-labels: &common { owner: shop }\nlabels: *comon' }),
    good: sloFile({ labels: 'x-labels: &common { owner: shop }\nlabels: *common' }),
  },
  'bad-merge': {
    why: '`<<` takes over the keys of a mapping, or of a list of mappings; a text or a number has none.',
    bad: sloFile({ labels: 'x-owner: &owner shop\nlabels: { <<: *owner, tier: one }' }),
    good: sloFile({ labels: 'x-labels: &common { owner: shop }\nlabels: { <<: *common, tier: one }' }),
  },
  'unknown-key': {
    why: 'A misspelt key would silently do nothing. With --compat sloth it is a warning, for sloth ignores it.',
    bad: sloFile({ objective: 'objetive: 99.9' }),
    good,
  },
  'key-spelling': {
    why: 'The key is written as the other of the two formats writes it. It is read as intended, which sloth would not do.',
    bad: sloFile({ alerting: 'alerting: { name: WebCheckout, pageAlert: { disable: true } }' }),
    good: sloFile({ alerting: 'alerting: { name: WebCheckout, page_alert: { disable: true } }' }),
  },
  'missing-key': {
    why: 'The key is required: without it the definition is incomplete.',
    bad: sloFile({ objective: 'description: Buyers can pay.' }),
    good,
  },
  'wrong-type': {
    why: 'The value is of another kind than the key needs: a text where a number is due, or a list where a mapping is.',
    bad: sloFile({ objective: 'objective: high' }),
    good,
  },
}
