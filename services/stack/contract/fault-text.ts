/** A hop that is named, and what is known of its fault besides. */
interface NamedHop {
  readonly faultDomain: string
  /** How many of its instances fail, as `1 of 2`. */
  readonly instances?: string | undefined
  /** Which those are. */
  readonly failing?: string | undefined
  readonly isSlow?: boolean | undefined
}

/** The hop, with its instances: `app, 1 of 2: web-2`; a slow one says so. */
export function faultText({ faultDomain, instances, failing, isSlow }: NamedHop): string {
  const share = instances === undefined ? [] : [failing === undefined ? instances : `${instances}: ${failing}`]
  return [faultDomain, ...share, ...(isSlow ? ['slow'] : [])].join(', ')
}
