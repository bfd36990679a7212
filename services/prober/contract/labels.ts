/** The labels of the prober's metrics: everything that writes or reads one takes its name from here. */
export const LABELS = {
  probe: 'probe',
  path: 'path',
  vantage: 'vantage',
  budget: 'budget',
  reason: 'reason',
  phase: 'phase',
  answeredBy: 'answered_by',
  codeClass: 'code_class',
  outcome: 'outcome',
  role: 'role',
  cause: 'cause',
  domain: 'domain',
  version: 'version',
} as const

/** The labels that name one route of one probe. */
export const ROUTE_LABELS = [LABELS.probe, LABELS.path] as const

/** The labels of every series of a route: the same route may be probed from several vantages. */
export const SERIES_LABELS = [...ROUTE_LABELS, LABELS.vantage] as const
