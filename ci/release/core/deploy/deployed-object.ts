/** An object of the cluster, as far as a deploy looks into it. */
export interface DeployedObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
  }
  readonly [field: string]: unknown
}

/** `Deployment leadline/app`. */
export function objectName({ kind, metadata: { namespace, name } }: DeployedObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
}
