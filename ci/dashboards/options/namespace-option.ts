/** `--namespace`: of objects for Kubernetes. */
export const NAMESPACE_OPTION = {
  type: 'string',
  value: 'NAME',
  parse: (text: string) => (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text) ? text : undefined),
  need: 'up to 63 small letters, digits and dashes, as Kubernetes names namespaces',
} as const
