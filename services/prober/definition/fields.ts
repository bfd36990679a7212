import type { Fields } from '../../../lib/yaml/fields.ts'
import { PATHS, PROBE_KINDS } from '../contract/names.ts'
import { DNS_TYPES, TLS_VERSIONS } from './model.ts'

const HTTP_VERSIONS = ['1.1', '2'] as const

/** A path to the app. */
export const ROUTE_FIELDS = {
  url: { kind: 'text', doc: 'Where requests go: an http or https URL (kinds http and journey).' },
  address: { kind: 'text', doc: 'Where to connect: host:port (kinds tcp and tls).' },
  addresses: {
    kind: 'texts',
    doc: 'Connect to these host:port in turn, one a slot, instead of resolving the host; a list, or one text with commas. With a name before it, as in web-2=10.0.0.2:80, that is what a failing instance is called.',
  },
  host: { kind: 'text', doc: 'Host header, SNI and name of the certificate; the URL’s host when absent.' },
  ca: { kind: 'text', doc: 'PEM file of the authorities trusted on this path; the system’s when absent or empty.' },
  resolver: { kind: 'text', doc: 'DNS server asked on this path, host or host:port; the system’s when absent.' },
} as const satisfies Fields

/** What is sent. */
export const REQUEST_FIELDS = {
  method: {
    kind: 'text',
    doc: 'HTTP method, GET when absent.',
    choices: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  },
  headers: { kind: 'strings', doc: `Headers of the request; secrets only as \${env:NAME} or \${file:PATH}.` },
  body: { kind: 'text', doc: 'Body of the request.' },
  http_version: { kind: 'text', doc: 'Version asked for, 1.1 when absent; 2 needs https.', choices: HTTP_VERSIONS },
} as const satisfies Fields

export const BODY_FIELDS = {
  contains: { kind: 'texts', doc: 'Texts that the body must contain.' },
  matches: { kind: 'texts', doc: 'Regular expressions of RE2 that the body must match.' },
  max_bytes: {
    kind: 'number',
    doc: 'Largest body, 1048576 bytes when absent.',
    atLeast: 0,
    atMost: 67_108_864,
    isWhole: true,
  },
} as const satisfies Fields

/** Beyond these a file's number would be another one than was written. */
const EXACT_NUMBERS = { atLeast: Number.MIN_SAFE_INTEGER, atMost: Number.MAX_SAFE_INTEGER } as const

export const JSON_FIELDS = {
  pointer: { kind: 'text', doc: 'JSON pointer (RFC 6901) of the value, such as /status/ready.', isRequired: true },
  equals: {
    kind: 'scalar',
    doc: 'The value: a number, true or false; in quotation marks a text, or the value that it is in JSON, such as "null".',
  },
  matches: { kind: 'text', doc: 'Regular expression of RE2 that the value’s text must match.' },
  at_least: { kind: 'number', doc: 'Smallest number allowed; what is no number is bad.', ...EXACT_NUMBERS },
  at_most: { kind: 'number', doc: 'Largest number allowed; what is no number is bad.', ...EXACT_NUMBERS },
} as const satisfies Fields

export const LATENCY_FIELDS = {
  degraded: { kind: 'duration', doc: 'Slower than this is still good, and helps to find the hop that is slow.' },
  max: { kind: 'duration', doc: 'Slower than this is bad, with the reason latency.' },
} as const satisfies Fields

export const TLS_FIELDS = {
  verified: { kind: 'boolean', doc: 'Whether the certificate must be verified; true when absent.' },
  min_version: { kind: 'text', doc: 'Oldest TLS version accepted, 1.2 when absent.', choices: TLS_VERSIONS },
  days_left: { kind: 'number', doc: 'Fewest days the certificate must have left.', atLeast: 0, atMost: 3650 },
  hostname: { kind: 'text', doc: 'Name of the certificate, when it is not the path’s host.' },
} as const satisfies Fields

/** What a good answer is. */
export const EXPECT_FIELDS = {
  status: { kind: 'texts', doc: 'Statuses and ranges: 200, 200-299. 200-299 when absent.' },
  headers: { kind: 'strings', doc: 'Header to present, absent, /regular expression/ of RE2, or the exact text.' },
  max_header_bytes: {
    kind: 'number',
    doc: 'Largest head of an answer, status line and headers together, 262144 bytes when absent.',
    atLeast: 100,
    atMost: 16_777_216,
    isWhole: true,
  },
  body: { kind: 'map', doc: 'What the body must be.', fields: BODY_FIELDS },
  json: { kind: 'maps', doc: 'Comparisons of values in a JSON body.', fields: JSON_FIELDS },
  latency: { kind: 'map', doc: 'Thresholds from connect to last byte.', fields: LATENCY_FIELDS },
  tls: { kind: 'map', doc: 'What the certificate and handshake must be.', fields: TLS_FIELDS },
  redirects: {
    kind: 'texts',
    doc: 'none (when absent), same-host, or hosts a redirect may lead to; host:port where it is neither 80 nor 443.',
  },
  http_version: { kind: 'text', doc: 'Version the answer must come in.', choices: HTTP_VERSIONS },
  rcode: {
    kind: 'text',
    doc: 'Response code of a dns probe, NOERROR with at least one record when absent; NODATA is NOERROR without any.',
    choices: ['NOERROR', 'NODATA', 'NXDOMAIN', 'SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP'],
  },
  answers: { kind: 'texts', doc: 'Texts that must be among the answers of a dns probe.' },
  receive: {
    kind: 'text',
    doc: 'Regular expression of RE2 that the data a tcp probe receives must match, one character per byte.',
  },
} as const satisfies Fields

export const QUERY_FIELDS = {
  name: { kind: 'text', doc: 'Name to ask for.', isRequired: true },
  type: { kind: 'text', doc: 'Record type, A when absent.', choices: DNS_TYPES },
} as const satisfies Fields

export const EXTRACT_FIELDS = {
  json: { kind: 'text', doc: 'JSON pointer of the value.' },
  header: { kind: 'text', doc: 'Header whose value is taken.' },
  body: { kind: 'text', doc: 'Regular expression of RE2 on the body; its first group is taken.' },
} as const satisfies Fields

export const STEP_FIELDS = {
  name: { kind: 'text', doc: 'Name of the step, shown when it fails.', isRequired: true },
  target: {
    kind: 'text',
    doc: 'Path and query on the path’s host; {{name}} is what an earlier step extracted.',
    isRequired: true,
  },
  request: { kind: 'map', doc: 'What is sent.', fields: REQUEST_FIELDS },
  expect: { kind: 'map', doc: 'What a good answer is.', fields: EXPECT_FIELDS },
  extract: { kind: 'entries', doc: 'Names to values that later steps use.', fields: EXTRACT_FIELDS },
} as const satisfies Fields

export const PROBE_FIELDS = {
  name: {
    kind: 'text',
    doc: 'Name of the probe: lower-case letters, digits and "-"; the label probe.',
    isRequired: true,
  },
  kind: { kind: 'text', doc: 'Kind of probe, http when absent.', choices: PROBE_KINDS },
  description: { kind: 'text', doc: 'What a visitor can do when this probe is good.' },
  interval: { kind: 'duration', doc: 'Distance between slots; every slot falls on the grid of whole intervals.' },
  cron: {
    kind: 'text',
    doc: 'Slots by a cron expression of six fields, seconds first, in the prober’s time zone (TZ), instead of interval.',
  },
  jitter: { kind: 'duration', doc: 'Start each slot up to this much later at random; none when absent.' },
  timeout: { kind: 'duration', doc: 'Deadline of the whole probe, shorter than the interval.', isRequired: true },
  paths: {
    kind: 'entries',
    doc: 'The paths it takes: edge, ingress, app.',
    isRequired: true,
    choices: PATHS,
    fields: ROUTE_FIELDS,
  },
  request: { kind: 'map', doc: 'What is sent.', fields: REQUEST_FIELDS },
  expect: { kind: 'map', doc: 'What a good answer is.', fields: EXPECT_FIELDS },
  send: { kind: 'text', doc: 'What a tcp probe sends once connected.' },
  query: { kind: 'map', doc: 'What a dns probe asks.', fields: QUERY_FIELDS },
  steps: { kind: 'maps', doc: 'The requests of a journey, in order.', fields: STEP_FIELDS },
} as const satisfies Fields

export const WINDOW_FIELDS = {
  cron: {
    kind: 'text',
    doc: 'When the window opens: a cron expression of five or six fields, in the prober’s time zone (TZ).',
    isRequired: true,
  },
  duration: { kind: 'duration', doc: 'How long the window stays open.', isRequired: true },
  probes: { kind: 'texts', doc: 'Probes in maintenance; all when absent.' },
  reason: { kind: 'text', doc: 'Reason, in words; written to the log.', isRequired: true },
} as const satisfies Fields

/** Hops that have a health check of their own, which needs no hop behind them. */
const EVIDENCE_HOPS = ['edge', 'ingress'] as const

/** The definitions file. */
export const DEFINITION_FIELDS = {
  probes: { kind: 'maps', doc: 'The probes.', isRequired: true, fields: PROBE_FIELDS },
  evidence: {
    kind: 'entries',
    doc: 'Health check of a hop by itself; requested only while probes fail, to find the broken hop.',
    choices: EVIDENCE_HOPS,
    fields: ROUTE_FIELDS,
  },
  maintenance: { kind: 'maps', doc: 'Windows in which probes run and spend no error budget.', fields: WINDOW_FIELDS },
  unsigned_app: {
    kind: 'boolean',
    doc: 'Whether the app does not sign its answers with x-served-by: then what no other hop wrote counts as its answer.',
  },
  max_in_flight: {
    kind: 'number',
    doc: 'Probes running at once before slots are skipped and counted; 1000 when absent.',
    atLeast: 1,
    atMost: 100_000,
    isWhole: true,
  },
} as const satisfies Fields
