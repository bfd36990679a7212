/** The labels of the web app's metrics: everything that writes or reads one takes its name from here. */
export const LABELS = {
  method: 'method',
  /** The pattern of a route, never a path. */
  route: 'route',
  code: 'code',
  release: 'release',
} as const
