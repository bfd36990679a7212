import type { Fields } from '../../lib/yaml/fields.ts'
import { ANSWERERS, FAULT_DOMAINS, PATHS, PHASES } from '../../services/prober/contract/names.ts'
import { REASON_NAMES } from '../../services/prober/contract/reasons.ts'
import { INCIDENT_FIELDS } from '../../slo/timeline/incident.ts'
import { SEVERITIES } from './model.ts'

export const TIMES_FIELDS = {
  detected: { kind: 'text', doc: 'When it was noticed, such as 2026-02-05T14:03:00Z.', isRequired: true },
  diagnosed: { kind: 'text', doc: 'When its cause was known.', isRequired: true },
  mitigated: { kind: 'text', doc: 'When what ended it was done.', isRequired: true },
} as const satisfies Fields

export const PATH_FIELDS = {
  ends: {
    kind: 'text',
    doc: 'How a bad request ends: a reason of the prober, or slow.',
    choices: [...REASON_NAMES, 'slow'],
    isRequired: true,
  },
  phase: { kind: 'text', doc: 'In which phase, wait when absent.', choices: PHASES },
  answered_by: { kind: 'text', doc: 'Who wrote the reply, where one came.', choices: ANSWERERS },
  status: { kind: 'number', doc: 'The status of the reply.', isWhole: true, atLeast: 100, atMost: 599 },
  share: {
    kind: 'number',
    doc: 'The part of the error ratio that this path has, 1 when absent.',
    atLeast: 0,
    atMost: 1,
  },
  alive: { kind: 'boolean', doc: 'Whether the hop answers when it is asked about itself, true when absent.' },
} as const satisfies Fields

export const STEP_FIELDS = {
  at: { kind: 'text', doc: 'How long after the start, such as 3m; 0s is the start.', isRequired: true },
  value: {
    kind: 'scalar',
    doc: 'What it is from then on: a number, a moment such as 2026-02-05T14:02:00Z in seconds, or absent.',
    isRequired: true,
  },
  to: { kind: 'number', doc: 'What it has become when the next step begins, having changed evenly.' },
} as const satisfies Fields

export const SERIES_FIELDS = {
  metric: { kind: 'text', doc: 'Its name, such as kube_pod_container_status_restarts_total.', isRequired: true },
  labels: { kind: 'strings', doc: 'Its labels.' },
  before: { kind: 'scalar', doc: 'What it is before the first step; it has no samples when absent.' },
  steps: { kind: 'maps', doc: 'What it does, step by step.', isRequired: true, fields: STEP_FIELDS },
} as const satisfies Fields

const ALERT = { kind: 'text', doc: 'Its name, such as ContainerOOMKilled.', isRequired: true } as const
const SEVERITY = {
  kind: 'text',
  doc: 'Which of that name, any when absent.',
  choices: ['page', 'ticket', 'info'],
} as const

const LABELS = { kind: 'strings', doc: 'Labels that it must have, such as pod: app-1.' } as const

export const SILENT_FIELDS = { alert: ALERT, severity: SEVERITY, labels: LABELS } as const satisfies Fields

export const ALERT_FIELDS = {
  ...SILENT_FIELDS,
  from: { kind: 'text', doc: 'The earliest time after the start at which it may begin, 0s when absent.' },
  by: { kind: 'text', doc: 'The latest time after the start at which it must have begun.', isRequired: true },
  already: { kind: 'boolean', doc: 'Whether it fires before the start, as a ticket about what is to come does.' },
  ends_from: { kind: 'text', doc: 'The earliest time after the start at which it may end.' },
  ends_by: { kind: 'text', doc: 'The latest time after the start at which it must have ended.' },
} as const satisfies Fields

export const DEPLOY_FIELDS = {
  image: {
    kind: 'text',
    doc: 'What the pods of the release do, as a scenario of the deploys is called: oom-at-start.',
    isRequired: true,
  },
  ends: { kind: 'text', doc: 'How the deploy must end, such as rolled-back-by-gate.', isRequired: true },
  within: { kind: 'duration', doc: 'The longest time from the apply to the verdict.', isRequired: true },
  says: { kind: 'text', doc: 'Words that its sentence must hold.', isRequired: true },
} as const satisfies Fields

const TEST_FIELDS = {
  file: { kind: 'text', doc: 'The file of the test.', isRequired: true },
  title: { kind: 'text', doc: 'What the test is called there.', isRequired: true },
} as const satisfies Fields

const MANIFEST_FIELDS = {
  object: { kind: 'text', doc: 'Kind and name, such as Deployment/app.', isRequired: true },
  path: {
    kind: 'text',
    doc: 'Where in it, such as spec.replicas; a number counts in a list from 0.',
    isRequired: true,
  },
  at_least: { kind: 'scalar', doc: 'A quantity that it must reach, such as 76Mi or 2.' },
  at_most: { kind: 'scalar', doc: 'A quantity that it may not exceed.' },
  equal: { kind: 'scalar', doc: 'What it must be.' },
} as const satisfies Fields

const RUNBOOK_FIELDS = {
  name: { kind: 'text', doc: 'The name of the file under docs/runbooks/, without its ending.', isRequired: true },
  says: { kind: 'text', doc: 'Words that it must hold.', isRequired: true },
} as const satisfies Fields

export const PROOF_FIELDS = {
  alert: { kind: 'text', doc: 'An alert that fires in this incident.' },
  test: { kind: 'map', doc: 'A test.', fields: TEST_FIELDS },
  manifest: { kind: 'map', doc: 'A value of a rendered manifest.', fields: MANIFEST_FIELDS },
  policy: { kind: 'text', doc: 'A policy of the manifests, such as heap-fits.' },
  runbook: { kind: 'map', doc: 'A runbook.', fields: RUNBOOK_FIELDS },
} as const satisfies Fields

export const ACTION_FIELDS = {
  action: { kind: 'text', doc: 'What is to be done.', isRequired: true },
  owner: { kind: 'text', doc: 'Who sees to it.', isRequired: true },
  proof: { kind: 'map', doc: 'What shows that it is done; it is open without one.', fields: PROOF_FIELDS },
} as const satisfies Fields

export const PROOF_OF = { test: TEST_FIELDS, manifest: MANIFEST_FIELDS, runbook: RUNBOOK_FIELDS } as const

/** The keys of an incident file that a replay of signals does not read. */
export const POSTMORTEM_FIELDS = {
  severity: { kind: 'text', doc: 'How bad it was for users.', choices: SEVERITIES, isRequired: true },
  exercise: { kind: 'boolean', doc: 'Whether it is made up to learn from.' },
  times: { kind: 'map', doc: 'When people got how far.', isRequired: true, fields: TIMES_FIELDS },
  paths: {
    kind: 'entries',
    doc: 'How bad requests end, by path; the others are good.',
    choices: PATHS,
    fields: PATH_FIELDS,
  },
  series: { kind: 'maps', doc: 'What else was measured: restarts, memory, certificates.', fields: SERIES_FIELDS },
  alerts: { kind: 'maps', doc: 'Alerts that must fire, and when.', isRequired: true, fields: ALERT_FIELDS },
  silent: { kind: 'maps', doc: 'Alerts that must not fire.', fields: SILENT_FIELDS },
  pages: { kind: 'number', doc: 'How often someone is paged.', isRequired: true, isWhole: true, atLeast: 0 },
  fault_domain: { kind: 'text', doc: 'The hop that must be named.', choices: FAULT_DOMAINS, isRequired: true },
  deploys: { kind: 'maps', doc: 'What a deploy of such a release must end with.', fields: DEPLOY_FIELDS },
  actions: { kind: 'maps', doc: 'What was decided, each with its proof.', isRequired: true, fields: ACTION_FIELDS },
} as const satisfies Fields

/** All keys of an incident file. */
export const INCIDENT_FILE_FIELDS: Fields = { ...INCIDENT_FIELDS, ...POSTMORTEM_FIELDS }
