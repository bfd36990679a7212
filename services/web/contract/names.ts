/** The web app's metric names: rules and dashboards import them from here, so none can be misspelt. */
export const METRICS = {
  requests: 'http_requests_total',
  duration: 'http_request_duration_seconds',
  releaseInfo: 'app_release_info',
} as const

/** Upper bounds of the latency histogram; 0.3 is the SLO's threshold, which must be a bound to be counted exactly. */
export const DURATION_BOUNDS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10] as const

/** The route of a request that no route answers; its path must not become a label. */
export const UNMATCHED_ROUTE = 'unmatched'

/** Headers that identify the release that answered, and the app (not a hop before it) as the origin of the answer. */
export const RELEASE_HEADER = 'x-release'
export const SERVED_BY_HEADER = 'x-served-by'
export const SERVED_BY = 'app'

/** The methods that the app knows; the edge passes on no other. */
export const READING_METHODS = ['GET', 'HEAD'] as const
