import type { Dashboard as ClassicBoard } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboardv2'
import { panelsOf } from './elements.ts'
import { frameOf } from './frame.ts'

/** The versions of Grafana's API of dashboards in the second form. */
export const V2_VERSIONS = ['v2', 'v2beta1'] as const
export type V2Version = (typeof V2_VERSIONS)[number]

/** A dashboard as an object of Grafana's own API, in the second form of its schema. */
export interface V2Resource {
  readonly apiVersion: `dashboard.grafana.app/${V2Version}`
  readonly kind: 'Dashboard'
  readonly metadata: { readonly name: string; readonly annotations: Readonly<Record<string, string>> }
  readonly spec: Dashboard
}

/** The dashboard in the second form, in the folder with this uid. */
export function v2Resource(board: ClassicBoard, version: V2Version, folderUid: string): V2Resource {
  const spec: Dashboard = { ...frameOf(board), ...panelsOf(board) }
  return {
    apiVersion: `dashboard.grafana.app/${version}`,
    kind: 'Dashboard',
    metadata: { name: board.uid ?? '', annotations: { 'grafana.app/folder': folderUid } },
    spec: version === 'v2' ? spec : ofBeta(spec),
  }
}

/** The beta wrote the kind of a transformation twice, and had no group. */
function ofBeta(spec: Dashboard): Dashboard {
  const isTransformation = (value: object) => 'kind' in value && value.kind === 'Transformation' && 'group' in value
  return JSON.parse(JSON.stringify(spec), (_, value) => {
    if (typeof value !== 'object' || value === null || !isTransformation(value)) return value
    const { group, spec: inner } = value
    return { kind: group, spec: { id: group, ...inner } }
  }) as Dashboard
}
