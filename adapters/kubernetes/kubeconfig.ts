import path from 'node:path'
import type { KubeConfig } from '@kubernetes/client-node'
import { parseDocument } from 'yaml'
import { describeError } from '../../lib/describe-error.ts'
import { didYouMean } from '../../lib/did-you-mean.ts'
import { listAt, textAt } from '../../lib/json/path.ts'
import { isExternal } from '../../lib/system-error.ts'
import { readSource } from '../files/files.ts'
import { kindOf } from '../files/folders.ts'
import { ClusterError } from './cluster-error.ts'
import { kubeconfigReader } from './kubeconfig-reader.ts'

const TAKE_AGAIN = 'copy /etc/rancher/k3s/k3s.yaml of the first node again, with its address in the place of 127.0.0.1'

/** What is said in the place of a kubeconfig that is not there. */
export const NO_KUBECONFIG = 'There is no kubeconfig: set KUBECONFIG'

/**
 * Reads the kubeconfig of `KUBECONFIG`, or the user's own; several are merged as kubectl does. Undefined where there is none. A named
 * context becomes the current one. Rejects with a ClusterError that says what is wrong with it.
 */
export async function readKubeconfig(
  env: Readonly<Record<string, string | undefined>>,
  context?: string,
): Promise<KubeConfig | undefined> {
  const own = `${env.HOME}/.kube/config`
  if (!env.KUBECONFIG && (await kindOf(own)) === undefined) return undefined
  const files = (env.KUBECONFIG || own).split(path.delimiter).filter(file => file !== '')
  const [first, ...others] = await Promise.all(files.map(readOne))
  if (first === undefined) return undefined
  for (const more of others) first.mergeConfig(more, Boolean(first.currentContext))
  if (context !== undefined) chooseContext(first, context, files.join(path.delimiter))
  requireContext(first, files.join(path.delimiter))
  return first
}

async function readOne(file: string): Promise<KubeConfig> {
  const { text } = await readSource(file).catch(error => {
    throw isExternal(error) ? problem(`${describeError(error)}, and KUBECONFIG names it`) : error
  })
  // Kubernetes' own client reads YAML without saying where it is broken.
  const document = parseDocument(text)
  const [broken] = document.errors
  if (broken !== undefined) throw problem(`The kubeconfig ${file} is no YAML: ${broken.message.split('\n')[0]}`)
  if (listAt(document.toJS(), 'clusters').length === 0) {
    throw problem(
      `The kubeconfig ${file} names no cluster${textAt(document.toJS(), 'kind') === '' ? ', and is none' : ''}`,
    )
  }
  const config = new (await kubeconfigReader())()
  try {
    config.loadFromFile(file)
  } catch (error) {
    throw problem(`The kubeconfig ${file} cannot be used: ${describeError(error)}`)
  }
  return config
}

function chooseContext(config: KubeConfig, name: string, files: string): void {
  const names = config.getContexts().map(one => one.name)
  if (names.includes(name)) {
    config.setCurrentContext(name)
    return
  }
  const meant = didYouMean(name, names)
  const mend = meant === undefined ? `it has ${names.join(', ') || 'none'}` : `did you mean ${meant}?`
  throw problem(`The kubeconfig ${files} has no context “${name}”`, mend)
}

function requireContext(config: KubeConfig, files: string): void {
  const names = config.getContexts().map(({ name }) => name)
  const current = config.getCurrentContext()
  const choose = `\`kubectl config use-context NAME\`; it has ${names.join(', ') || 'none'}`
  if (!current) throw problem(`The kubeconfig ${files} has no current context`, choose)
  const context = config.getContextObject(current)
  if (context === null)
    throw problem(`The kubeconfig ${files} has no context “${current}”, which is its current one`, choose)
  if (config.getCluster(context.cluster) === null) {
    throw problem(
      `The context ${current} is of the cluster “${context.cluster}”, which the kubeconfig ${files} does not have`,
    )
  }
  if (config.getUser(context.user) === null) {
    throw problem(`The context ${current} is of the user “${context.user}”, whom the kubeconfig ${files} does not have`)
  }
  const server = config.getCurrentCluster()?.server ?? ''
  if (!/^https?:$/.test(URL.parse(server)?.protocol ?? '')) {
    throw problem(`The kubeconfig ${files} names “${server}” as its server, which is no address`)
  }
}

function problem(text: string, mend = TAKE_AGAIN): ClusterError {
  return new ClusterError('kubeconfig', text, mend)
}
