import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { KubeConfig } from '@kubernetes/client-node'
import { describeError } from '../../lib/describe-error.ts'
import { type Duration, humanDuration, seconds } from '../../lib/duration.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { textAt } from '../../lib/json/path.ts'
import { errorCode } from '../../lib/system-error.ts'
import { oneLine } from '../../lib/text/one-line.ts'
import { AnswerTooLarge, readBounded } from '../http.ts'
import { within } from '../within.ts'
import { AnswerTooLong, ClusterError, unansweredBy } from './cluster-error.ts'
import { readKubeconfig } from './kubeconfig.ts'

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
  /** Every context of the kubeconfig. */
  readonly contexts: readonly string[]
  readonly server: string
  /** Asks once. Rejects with a ClusterError when there is no answer. */
  readonly ask: (path: string, request?: ClusterRequest) => Promise<ClusterAnswer>
  /** The address and options of a request to a path, with what logs it in. Rejects with a ClusterError when that cannot be had. */
  readonly dial: (path: string) => Promise<{ readonly url: URL; readonly options: RequestOptions }>
}

const TIMEOUT = seconds(30)
/** A program that gives a token may have to ask somewhere. */
const LOGIN_WITHIN = seconds(10)
/** Longer answers are refused, so that a wrong address cannot fill the memory. */
const LARGEST_ANSWER_BYTES = 16 * 2 ** 20

/**
 * The cluster of the kubeconfig's current context, or of the named one: of `KUBECONFIG`, or of the user's own file. Undefined where there is none.
 * Kubernetes' own client reads it, with every way to log in; requests are sent as they are, for its typed calls drop fields
 * that they do not know. `patience` bounds each exchange.
 */
export async function openCluster(
  env: Readonly<Record<string, string | undefined>>,
  patience: Duration = TIMEOUT,
  context?: string,
): Promise<Cluster | undefined> {
  const config = await readKubeconfig(env, context)
  if (config === undefined) return undefined
  const server = config.getCurrentCluster()?.server ?? ''
  const base = new URL(server)
  const dial: Cluster['dial'] = async place => {
    const options: RequestOptions = {}
    await logIn(config, options)
    return { url: new URL(base.pathname.replace(/\/$/, '') + place, base), options }
  }
  const ask: Cluster['ask'] = async (place, { method = 'GET', body, type = 'application/json', timeout } = {}) => {
    const { url, options } = await dial(place)
    const signal = AbortSignal.timeout(timeout ?? patience)
    const headers = { ...options.headers, accept: 'application/json, */*', 'content-type': type }
    try {
      return await exchange(url, { ...options, method, headers, signal } as RequestOptions, body)
    } catch (error) {
      if (!signal.aborted) throw unansweredBy(server, error)
      const problem = `The API server ${server} did not answer within ${humanDuration(timeout ?? patience)}`
      throw new ClusterError('api', problem, 'is that machine on and not overloaded, and port 6443 open to this one?')
    }
  }
  const contexts = config.getContexts().map(({ name }) => name)
  return { context: config.getCurrentContext(), contexts, server, ask, dial }
}

async function logIn(config: KubeConfig, options: RequestOptions): Promise<void> {
  const command = config.getCurrentUser()?.exec?.command
  const late = Symbol('late')
  try {
    const applied = config.applyToHTTPSOptions(options).then(() => undefined)
    if ((await within(applied, LOGIN_WITHIN, late)) !== late) return
  } catch (error) {
    const isAbsent = errorCode(error) === 'ENOENT' && command !== undefined
    const problem = isAbsent
      ? `The kubeconfig logs in with the program ${command}, which is not installed`
      : `The kubeconfig’s login cannot be had: ${loginProblem(error)}`
    throw new ClusterError(
      'kubeconfig',
      problem,
      'install it, or use the kubeconfig of k3s (/etc/rancher/k3s/k3s.yaml)',
    )
  }
  const problem = `The program ${command}, with which the kubeconfig logs in, did not end within ${humanDuration(LOGIN_WITHIN)}`
  throw new ClusterError('kubeconfig', problem, 'run it by hand, and see what it waits for')
}

/** What a program printed that is no JSON may be the token itself, and Node quotes it. */
function loginProblem(error: unknown): string {
  if (error instanceof SyntaxError) return 'what its program prints is no JSON'
  const isSilent = error instanceof Error && error.message.trim() === ''
  return isSilent ? 'its program failed without a word' : oneLine(describeError(error)).slice(0, 300)
}

async function exchange(url: URL, options: RequestOptions, body: unknown): Promise<ClusterAnswer> {
  const send = url.protocol === 'http:' ? httpRequest : httpsRequest
  const { promise, resolve, reject } = Promise.withResolvers<ClusterAnswer>()
  const request = send(url, options, response => {
    textOf(response, url.origin).then(text => {
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

async function textOf(response: IncomingMessage, server: string): Promise<string> {
  try {
    return (await readBounded(response, LARGEST_ANSWER_BYTES)).toString('utf8')
  } catch (error) {
    if (!(error instanceof AnswerTooLarge)) throw error
    const problem = `The API server ${server} answers with more than ${LARGEST_ANSWER_BYTES / 2 ** 20} MiB`
    throw new AnswerTooLong('api', problem, 'does the kubeconfig name an API server?')
  }
}

/** The longest that an API server writes of one object: of every field that is wrong. */
const LONGEST_REFUSAL = 2000

/** Why an API server refused, in its own words. */
export function refusalOf({ status, body, text }: ClusterAnswer): string {
  const message = textAt(body, 'message')
  // A proxy may have written it: no terminal may obey it, and no line may hide the sentence.
  const said = oneLine(message === '' ? text.slice(0, 2000) : message)
  const short = said.length > LONGEST_REFUSAL ? `${said.slice(0, LONGEST_REFUSAL)}…` : said
  return message === '' ? `it answers ${status} ${short}`.trim() : short
}
