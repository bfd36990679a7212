/** How a canary stands beside the pods of the old release. */
export interface CanaryPlace {
  /** Pods of the old release that serve. */
  readonly oldPods: number
}

/** The rates that a canary is probed for. */
export interface ProbeRates {
  /** Answers a second and path that are wanted of it. */
  readonly wanted: number
  /** Probes a second and path at most. */
  readonly most: number
}

/** Who gave the latest answers of a path, and those before them. */
export interface Signatures {
  readonly sentSeconds: number
  /** Undefined for a failure that no release has signed. */
  readonly by: 'canary' | 'old' | undefined
  readonly before: Signatures | undefined
}

/** How long a canary may answer less than half of its share. */
const LEAST_WINDOW_SECONDS = 20

/** So many standard deviations below its share it is not by chance: once in three million. */
const DEVIATIONS = 5

/** Less than this part of its share is too little. */
const TOO_LITTLE = 0.5

/** The part of the answers that the canary gives when requests are spread evenly. */
export function shareOf({ oldPods }: CanaryPlace): number {
  return 1 / (oldPods + 1)
}

/** Probes a second and path, so that the canary gives as many answers as are wanted, as far as the most allow. */
export function canaryProbes(place: CanaryPlace, { wanted, most }: ProbeRates): number {
  return Math.min(most, wanted / shareOf(place))
}

/** Answers a second and path that the canary gives at that rate. */
export function canaryAnswers(place: CanaryPlace, rates: ProbeRates): number {
  return canaryProbes(place, rates) * shareOf(place)
}

/**
 * The time over which the canary's share is looked at: in it less than half of the share is no chance, also where the share is so
 * small that twenty seconds would have too few answers.
 */
export function shareWindowSeconds(place: CanaryPlace, rates: ProbeRates): number {
  const share = shareOf(place)
  const needed = ((DEVIATIONS / TOO_LITTLE) ** 2 * (1 - share)) / share
  return Math.max(LEAST_WINDOW_SECONDS, needed / canaryProbes(place, rates))
}

/** What a path's signed answers say of the canary's share at a moment. */
export interface ShareSeen {
  readonly answers: number
  readonly ofCanary: number
  readonly isTooLittle: boolean
}

/** Counts the signed answers of the window that ends at a moment. */
export function shareSeen(
  signatures: Signatures | undefined,
  nowSeconds: number,
  { place, rates }: { readonly place: CanaryPlace; readonly rates: ProbeRates },
): ShareSeen {
  const from = nowSeconds - shareWindowSeconds(place, rates)
  let [answers, ofCanary] = [0, 0]
  for (let each = signatures; each !== undefined && each.sentSeconds > from; each = each.before) {
    if (each.by !== undefined) answers += 1
    if (each.by === 'canary') ofCanary += 1
  }
  const share = shareOf(place)
  // While what judges was cut off none came: of a few less than half is chance.
  const isByChance = share * answers - ofCanary < DEVIATIONS * Math.sqrt(answers * share * (1 - share))
  return { answers, ofCanary, isTooLittle: !isByChance && ofCanary < TOO_LITTLE * share * answers }
}
