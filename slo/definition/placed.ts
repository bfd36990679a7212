import type { Node } from 'yaml'
import type { Slo, Spec } from '../core/model.ts'

/** An SLO, and the place that names it. */
export interface PlacedSlo {
  readonly slo: Slo
  readonly at: Node | undefined
}

/** What one YAML document gives. */
export interface PlacedDocument {
  readonly spec: Spec
  readonly slos: readonly PlacedSlo[]
  readonly metadata?: ObjectMetadata
}

/** What a Kubernetes object says of itself. */
export interface ObjectMetadata {
  readonly name: string
  readonly namespace?: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}
