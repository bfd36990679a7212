import { registerHooks } from 'node:module'
import type { KubeConfig } from '@kubernetes/client-node'

/** The client's typed calls, which its reader of kubeconfigs imports for one method that nothing here calls. */
const CALLS = { specifier: './gen/index.js', importer: '/@kubernetes/client-node/dist/config.js' }
const NO_CALLS = 'data:text/javascript,export const createConfiguration = undefined, ServerConfiguration = undefined'

let reader: Promise<new () => KubeConfig> | undefined

/**
 * The reader of kubeconfigs of Kubernetes' own client, with every way to log in, and without the typed calls: with them a
 * process takes 40 MiB more, and seconds on a busy machine.
 */
export function kubeconfigReader(): Promise<new () => KubeConfig> {
  reader ??= loadReader()
  return reader
}

async function loadReader(): Promise<new () => KubeConfig> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === CALLS.specifier && context.parentURL?.endsWith(CALLS.importer) === true
        ? { url: NO_CALLS, shortCircuit: true }
        : next(specifier, context),
  })
  try {
    return (await import('@kubernetes/client-node/dist/config.js')).KubeConfig
  } finally {
    hooks.deregister()
  }
}
