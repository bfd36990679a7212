const UNITS: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
}

/**
 * What a quantity of Kubernetes is worth: cores, bytes, or a count
 * (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/). Undefined for a text that is none.
 */
export function quantityOf(value: unknown): number | undefined {
  const [, number, exponent = '', unit = ''] =
    /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/.exec(String(value)) ?? []
  const factor = unit === '' ? 1 : UNITS[unit]
  return number === undefined || factor === undefined ? undefined : Number(`${number}${exponent}`) * factor
}
