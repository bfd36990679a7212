import type { Definitions, Probe, Route } from '../../../../services/prober/definition/model.ts'
import { type ProbeSli, probeOf, type Slo, sloId } from '../../../../slo/core/model.ts'
import type { Objective } from '../gate/settings.ts'

/** What the gate asks: each path with the probe that is sent on it, and the questions about it. */
export interface GateQuestions {
  readonly routes: readonly ProbedPath[]
  readonly objectives: readonly Objective[]
  /** What is asked about but not probed, a sentence each. */
  readonly notes: readonly string[]
}

/** A path as the gate names it, and what is sent on it. */
export interface ProbedPath {
  readonly name: string
  readonly probe: Probe
  readonly route: Route
}

/** The objective of a path that no SLO counts. */
const STRICT = 0.999

/** What is asked of an answer's time where no SLO says it. */
const STRICT_LATENCY = 0.99

/**
 * What the SLOs ask about the paths of the probes: whether they are available, and fast where an SLO says how fast. Where no SLO
 * counts any of them, each path is asked about, with the probe's own expectation; `only` names the paths that are wanted.
 */
export function gateQuestions(
  slos: readonly Slo[],
  { probes }: Pick<Definitions, 'probes'>,
  only: readonly string[] = [],
): GateQuestions {
  const counted = slos.flatMap(slo => {
    const sli = probeOf(slo)
    return sli === undefined ? [] : [{ slo, sli }]
  })
  const wanted = probes
    .filter(isHarmless)
    .flatMap(probe => probe.routes.map(route => ({ probe, route })))
    .filter(({ route }) => only.length === 0 || only.includes(route.path))
  const inSlos = wanted.filter(each => counted.some(({ sli }) => isOf(sli, each)))
  // A path that was asked for by its name is probed though no SLO counts it.
  const uncounted = wanted.filter(
    each => only.length > 0 && !inSlos.some(({ route }) => route.path === each.route.path),
  )
  const chosen = inSlos.length === 0 && only.length === 0 ? wanted : [...inSlos, ...uncounted]
  const routes = chosen.map(each => ({ ...each, name: nameOf(each, chosen) }))
  return {
    routes,
    objectives: routes.flatMap(each => objectivesOf(each, counted)),
    notes: counted
      .filter(({ sli }) => probes.some(probe => probe.name === sli.probe && !isHarmless(probe)))
      .map(
        ({ slo, sli }) => `${sloId(slo)} is not judged: the probe ${sli.probe} may change something, or asks no app.`,
      ),
  }
}

type Counted = readonly { readonly slo: Slo; readonly sli: ProbeSli }[]
type Probed = Pick<ProbedPath, 'probe' | 'route'>

/** Whether a probe may be sent several times a second: it asks for a page, and changes nothing. */
function isHarmless({ kind, request }: Probe): boolean {
  return kind === 'http' && ['GET', 'HEAD'].includes(request.method)
}

function isOf(sli: ProbeSli, { probe, route }: Probed): boolean {
  return sli.probe === probe.name && sli.path === route.path
}

/** `edge`, or `edge (checkout)` where several probes take the path. */
function nameOf({ probe, route }: Probed, chosen: readonly Probed[]): string {
  const isAlone = chosen.filter(each => each.route.path === route.path).length === 1
  return isAlone ? route.path : `${route.path} (${probe.name})`
}

function objectivesOf(probed: ProbedPath, counted: Counted): readonly Objective[] {
  const own = counted.filter(({ sli }) => isOf(sli, probed))
  const { name: path, probe } = probed
  const available = own.filter(({ sli }) => sli.latency === undefined).map(({ slo }) => slo.objective)
  const fast = own.flatMap(({ slo, sli }) =>
    sli.latency === undefined ? [] : [{ objective: slo.objective, latency: sli.latency }],
  )
  const { degradedAbove } = probe.expect
  const isFastBySelf = own.length === 0 && degradedAbove !== undefined
  return [
    {
      path,
      question: 'available',
      objective: Math.max(...available, ...(available.length === 0 ? [STRICT] : [])),
      latency: undefined,
    },
    ...(isFastBySelf ? [{ objective: STRICT_LATENCY, latency: degradedAbove }] : fast).map(each => ({
      ...each,
      path,
      question: 'fast' as const,
    })),
  ]
}
