/**
 * What manifests name and a person makes by hand, because its content is in no file: by kind and name, with what it is for. A pod
 * starts without it; docs/kubernetes.md says how to make each.
 */
export const HAND_MADE: Readonly<Record<string, string>> = {
  'ConfigMap edge-ca': 'the authority of the edge’s certificate, for a site that only the own network reaches',
}
