import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'

/** A cluster whose answers stop at a moment, as those of a deployer that is killed do. */
export interface CutOff {
  readonly cluster: Cluster
  /** Resolves when it was cut off. */
  readonly cut: Promise<void>
}

/** Cuts a deployer off before the first request that fits: for the cluster there is no difference to SIGKILL. */
export function cutOff(cluster: Cluster, fits: (method: string, path: string) => boolean): CutOff {
  const { promise: cut, resolve } = Promise.withResolvers<void>()
  let isCut = false
  const ask: Cluster['ask'] = async (path, request) => {
    isCut ||= fits(request?.method ?? 'GET', path)
    if (!isCut) return cluster.ask(path, request)
    resolve()
    return new Promise(() => undefined)
  }
  return { cluster: { ...cluster, ask }, cut }
}
