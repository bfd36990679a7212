import type { MetricFamily } from '../../../lib/metric-family.ts'
import { LABELS } from './labels.ts'
import { DURATION_BOUNDS_SECONDS, METRICS } from './names.ts'

const REQUEST_LABELS = [LABELS.method, LABELS.route, LABELS.code] as const

/** Every metric of the web app, in the order of its exposition. */
export const FAMILIES = {
  requests: {
    name: METRICS.requests,
    type: 'counter',
    labels: REQUEST_LABELS,
    bounds: [],
    help: 'Requests that are over, by route pattern.',
  },
  duration: {
    name: METRICS.duration,
    type: 'histogram',
    labels: REQUEST_LABELS,
    bounds: DURATION_BOUNDS_SECONDS,
    help: 'From the request’s head to the last byte handed to the system.',
  },
  releaseInfo: {
    name: METRICS.releaseInfo,
    type: 'gauge',
    labels: [LABELS.release],
    bounds: [],
    help: 'The release that runs, always 1.',
  },
} as const satisfies Record<string, MetricFamily>
