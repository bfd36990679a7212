import { at, numberAt } from '../../../lib/json/path.ts'
import { containerName, containersOf, POD } from '../pods.ts'
import type { Policy } from '../policy.ts'

/** Seconds until every proxy has heard that a pod is going: the watch, Traefik's two seconds, and what a busy node adds. */
const SHORTEST_SLEEP = 5

export const grace: Policy = {
  code: 'grace',
  summary:
    'What serves visitors sleeps before it ends, and the grace period covers the sleep and the answers after it.',
  why: 'Proxies send requests for some seconds after a pod was asked to end; a grace period that is too short kills it in the middle of an answer.',
  scope: 'ours',
  check({ object }) {
    // What has no surge has no second pod to take over.
    if (numberAt(object, 'spec', 'strategy', 'rollingUpdate', 'maxSurge') === undefined) return []
    const period = numberAt(object, ...POD, 'terminationGracePeriodSeconds') ?? 30
    return containersOf(object).flatMap(({ container, path }) => {
      const sleep = numberAt(container, 'lifecycle', 'preStop', 'sleep', 'seconds')
      const part = containerName(container)
      if (sleep === undefined || sleep < SHORTEST_SLEEP) {
        const message =
          at(container, 'lifecycle') === undefined
            ? 'ends at once'
            : `sleeps less than ${SHORTEST_SLEEP} s before it ends`
        return [
          {
            path: [...path, 'lifecycle'],
            part,
            message,
            help: 'Write lifecycle: { preStop: { sleep: { seconds: 8 } } }.',
          },
        ]
      }
      if (period >= sleep + 2 * SHORTEST_SLEEP) return []
      const message = `the grace period of ${period} s leaves no time after a sleep of ${sleep} s`
      return [{ path: [...POD, 'terminationGracePeriodSeconds'], part, message, help: 'Raise it.' }]
    })
  },
}
