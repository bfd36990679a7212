import { parseJson } from '../../../lib/json/parse.ts'
import { listAt, numberAt, textAt } from '../../../lib/json/path.ts'

/** A visitor's request that got no good answer. */
export interface FailedVisit {
  /** The number that its address has as a query, by which a log names it. */
  readonly visit: number
  /** When it was sent, in ISO 8601. */
  readonly at: string
  /** `status 502`, or how the connection ended. */
  readonly problem: string
  /** The release that signed the answer; empty where none did. */
  readonly release: string
}

/** A pod of the app that the cluster had at some time, and the release that it ran. */
export interface SeenPod {
  readonly name: string
  readonly address: string
  readonly release: string
}

/** A failed request, where it went, and whether a bad release is shown to be its cause. */
export interface Attributed extends FailedVisit {
  /** The pod that Traefik's log names; undefined where it names none. */
  readonly pod: SeenPod | undefined
  readonly isOurs: boolean
}

/** The failed requests in what the visitor's pod has printed, a line of JSON a second. */
export function failedVisits(log: string): readonly FailedVisit[] {
  return log.split('\n').flatMap(line =>
    listAt(parseJson(line), 'failed').map(one => ({
      visit: numberAt(one, 'visit') ?? 0,
      at: textAt(one, 'at'),
      problem: textAt(one, 'problem'),
      release: textAt(one, 'release'),
    })),
  )
}

/**
 * The address of the pod that each visit of a run was sent to last, by its number. Traefik writes a line in JSON, or in the Common Log
 * Format with the server's address in quotation marks behind the router's name.
 */
export function podAddresses(accessLog: string, id: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  for (const line of accessLog.split('\n')) {
    const number = new RegExp(`\\?visit=${id}-(\\d+)`).exec(line)?.[1]
    if (number === undefined) continue
    const entry = line.startsWith('{') ? parseJson(line) : undefined
    const address = textAt(entry, 'ServiceAddr') || /"https?:\/\/([^"]+)"\s+\d+ms\s*$/.exec(line)?.[1]
    const server = address?.replace(/:\d+\/?$/, '')
    if (server !== undefined && server !== '') found.set(Number(number), server)
  }
  return found
}

/**
 * Where each failed request went. One whose answer is signed by a bad release, or that Traefik's log says to have gone to a pod
 * of one, is that release's fault; every other is ours.
 */
export function attribute(
  failed: readonly FailedVisit[],
  addresses: ReadonlyMap<number, string>,
  pods: readonly SeenPod[],
  bad: ReadonlySet<string>,
): readonly Attributed[] {
  return failed.map(one => {
    const address = addresses.get(one.visit)
    // An address may be given again: only when all its pods were bad, one of them is shown to be.
    const candidates = pods.filter(pod => pod.address === address)
    const isShown = candidates.length > 0 && candidates.every(({ release }) => bad.has(release))
    return { ...one, pod: candidates.at(-1), isOurs: !(bad.has(one.release) || isShown) }
  })
}

/** A failed request on one line. */
export function attributedText({ at, problem, release, pod, isOurs }: Attributed): string {
  const signed = release === '' ? 'unsigned' : `x-release ${release}`
  const where = pod === undefined ? 'no pod is named' : `pod ${pod.name} of ${pod.release}`
  return `${at} ${problem}, ${signed}, ${where}${isOurs ? ': OURS' : ''}`
}

/** All of them on few lines: each that is ours, and those of bad releases together by release, pod and problem. */
export function attributedLines(attributed: readonly Attributed[]): readonly string[] {
  const ours = attributed.filter(({ isOurs }) => isOurs).map(attributedText)
  const groups = Map.groupBy(
    attributed.filter(({ isOurs }) => !isOurs),
    ({ problem, release, pod }) => JSON.stringify([problem, release, pod?.name]),
  )
  const theirs = [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const last = others.at(-1)
    const times = last === undefined ? '' : `, ${others.length + 1} times until ${last.at}`
    return [`${attributedText(first)}${times}`]
  })
  return [...ours, ...theirs]
}
