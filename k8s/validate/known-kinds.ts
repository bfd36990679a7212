/** How a kind is called by the packages that know its fields. */
interface KnownKind {
  /** The model of @kubernetes/client-node, whose table of attributes names every field. */
  readonly model: string
  /** The schema of kubernetes-models, which knows what is required and which values there are. */
  readonly schema: string
}

/** Every kind that a manifest may have; a new one is a row here. */
export const KNOWN_KINDS: Readonly<Record<string, KnownKind>> = {
  'apps/v1 Deployment': { model: 'V1Deployment', schema: 'IoK8sApiAppsV1Deployment' },
  'networking.k8s.io/v1 Ingress': { model: 'V1Ingress', schema: 'IoK8sApiNetworkingV1Ingress' },
  'networking.k8s.io/v1 NetworkPolicy': { model: 'V1NetworkPolicy', schema: 'IoK8sApiNetworkingV1NetworkPolicy' },
  'policy/v1 PodDisruptionBudget': { model: 'V1PodDisruptionBudget', schema: 'IoK8sApiPolicyV1PodDisruptionBudget' },
  'rbac.authorization.k8s.io/v1 ClusterRole': { model: 'V1ClusterRole', schema: 'IoK8sApiRbacV1ClusterRole' },
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': {
    model: 'V1ClusterRoleBinding',
    schema: 'IoK8sApiRbacV1ClusterRoleBinding',
  },
  'rbac.authorization.k8s.io/v1 Role': { model: 'V1Role', schema: 'IoK8sApiRbacV1Role' },
  'rbac.authorization.k8s.io/v1 RoleBinding': { model: 'V1RoleBinding', schema: 'IoK8sApiRbacV1RoleBinding' },
  'scheduling.k8s.io/v1 PriorityClass': { model: 'V1PriorityClass', schema: 'IoK8sApiSchedulingV1PriorityClass' },
  'v1 ConfigMap': { model: 'V1ConfigMap', schema: 'IoK8sApiCoreV1ConfigMap' },
  'v1 LimitRange': { model: 'V1LimitRange', schema: 'IoK8sApiCoreV1LimitRange' },
  'v1 Namespace': { model: 'V1Namespace', schema: 'IoK8sApiCoreV1Namespace' },
  'v1 PersistentVolumeClaim': { model: 'V1PersistentVolumeClaim', schema: 'IoK8sApiCoreV1PersistentVolumeClaim' },
  'v1 ResourceQuota': { model: 'V1ResourceQuota', schema: 'IoK8sApiCoreV1ResourceQuota' },
  'v1 Service': { model: 'V1Service', schema: 'IoK8sApiCoreV1Service' },
  'v1 ServiceAccount': { model: 'V1ServiceAccount', schema: 'IoK8sApiCoreV1ServiceAccount' },
}
