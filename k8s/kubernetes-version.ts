/** The minor version of Kubernetes whose fields the manifests are checked against. */
export const KUBERNETES_MINOR = '1.34'
