import { steadyNow } from '../../../adapters/steady-clock.ts'
import type { Sample } from '../core/judge/sample.ts'
import type { ProbeRoute } from '../core/slots/probe-route.ts'
import { createSetAside } from '../core/slots/set-aside.ts'
import type { Probe, Route } from '../definition/model.ts'
import type { ProbeRun } from '../probes/run-probe.ts'
import type { WorkerMessage } from './messages.ts'

/** The routes that are set aside, as the thread reports them. */
export interface AsideRoutes {
  /** The routes of a probe that are probed now. */
  without(probe: Probe): readonly Route[]
  /** A run has ended with this sample. */
  noteEnd(run: ProbeRun, sample: Sample): void
  /** Probes that were changed are probed at once: the prober may not fail on what they are now. */
  redefine(changed: readonly Probe[], all: readonly Probe[]): void
}

/** Nothing is set aside. */
export function createAsideRoutes(report: (message: WorkerMessage<'setAside'>) => void): AsideRoutes {
  const setAside = createSetAside()
  const release = (route: ProbeRoute): void => {
    if (setAside.ended(route)) report({ type: 'setAside', ...route, untilSteady: undefined, because: '' })
  }
  return {
    without: ({ name, routes }) =>
      routes.filter(({ path }) => setAside.until({ probe: name, path }, steadyNow()) === undefined),
    noteEnd({ probe, route: { path } }, { invalid, outcome }) {
      const route = { probe: probe.name, path }
      if (outcome.isGood || invalid !== 'self_error') {
        release(route)
        return
      }
      const untilSteady = setAside.failed(route, steadyNow())
      if (untilSteady !== undefined)
        report({ type: 'setAside', ...route, untilSteady, because: outcome.failure.detail })
    },
    redefine(changed, all) {
      for (const route of changed.flatMap(routesOf)) release(route)
      setAside.keepOnly(all.flatMap(routesOf))
    },
  }
}

function routesOf({ name, routes }: Probe): readonly ProbeRoute[] {
  return routes.map(({ path }) => ({ probe: name, path }))
}
