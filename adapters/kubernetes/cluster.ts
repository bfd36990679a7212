import { request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import path from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { describeError } from '../../lib/describe-error.ts'
import { type Duration, seconds } from '../../lib/duration.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { textAt } from '../../lib/json/path.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { kindOf } from '../files/folders.ts'

/** What an API server answered; errors of its own are answers too. */
export interface ClusterAnswer {
  readonly status: number
  /** Undefined where the answer is no JSON, such as a log. */
  readonly body: unknown
  readonly text: string
  /** The server's clock. */
  readonly date: Date
}

interface ClusterRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  /** `application/json` when absent. */
  readonly type?: string
  readonly timeout?: Duration
}

/** A cluster that a kubeconfig names. */
export interface Cluster {
  readonly context: string
  readonly server: string
  /** Asks once. Rejects with an ExternalError when there is no answer. */
  readonly ask: (path: string, request?: ClusterRequest) => Promise<ClusterAnswer>
}

const TIMEOUT = seconds(30)

/**
 * The cluster of the kubeconfig's current context: of `KUBECONFIG`, or of the user's own file. Undefined where there is none.
 * Kubernetes' own client reads it, with every way to log in; requests are sent as they are, for its typed calls drop fields
 * that they do not know.
 */
export async function openCluster(env: Readonly<Record<string, string | undefined>>): Promise<Cluster | undefined> {
  const own = `${env.HOME}/.kube/config`
  if (!env.KUBECONFIG && (await kindOf(own)) === undefined) return undefined
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  try {
    const [first = own, ...others] = (env.KUBECONFIG || own).split(path.delimiter).filter(file => file !== '')
    config.loadFromFile(first)
    for (const file of others) {
      const more = new KubeConfig()
      more.loadFromFile(file)
      config.mergeConfig(more, Boolean(config.currentContext))
    }
  } catch (error) {
    throw new ExternalError(`Cannot read the kubeconfig: ${describeError(error)}`)
  }
  const server = config.getCurrentCluster()?.server
  if (server === undefined) throw new ExternalError('The kubeconfig has no current context with a cluster')
  const base = new URL(server)
  const send = base.protocol === 'http:' ? httpRequest : httpsRequest
  const ask: Cluster['ask'] = async (place, { method = 'GET', body, type = 'application/json', timeout } = {}) => {
    const options: RequestOptions = { method, headers: { accept: 'application/json, */*', 'content-type': type } }
    await config.applyToHTTPSOptions(options)
    const signal = AbortSignal.timeout(timeout ?? TIMEOUT)
    try {
      return await exchange(send, new URL(base.pathname.replace(/\/$/, '') + place, base), { ...options, signal }, body)
    } catch (error) {
      throw new ExternalError(`The API server ${server} does not answer: ${describeError(error)}`)
    }
  }
  return { context: config.getCurrentContext(), server, ask }
}

async function exchange(
  send: typeof httpsRequest,
  url: URL,
  options: RequestOptions,
  body: unknown,
): Promise<ClusterAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ClusterAnswer>()
  const request = send(url, options, response => {
    readAll(response).then(text => {
      const { statusCode = 0, headers } = response
      const isJson = headers['content-type']?.includes('json') === true
      const date = headers.date === undefined ? new Date() : new Date(headers.date)
      resolve({ status: statusCode, body: isJson ? parseJson(text) : undefined, text, date })
    }, reject)
  })
  request.on('error', reject)
  request.end(body === undefined ? undefined : JSON.stringify(body))
  return promise
}

/** Why an API server refused, in its own words. */
export function refusalOf({ status, body, text }: ClusterAnswer): string {
  const message = textAt(body, 'message')
  return message === '' ? `it answers ${status} ${text.slice(0, 200)}`.trim() : message
}
