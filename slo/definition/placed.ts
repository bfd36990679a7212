import type { Node } from 'yaml'
import type { Slo, Spec } from '../core/model.ts'
import type { PluginChain } from '../sloth/plugin-chain.ts'

/** An SLO as it is defined: with sloth's plugins, where its format has them. */
export interface DefinedSlo {
  readonly slo: Slo
  /** The offsets in its file of what names it. */
  readonly range?: readonly [start: number, end: number]
  readonly plugins?: PluginChain
}

/** An SLO, and the place that names it. */
export interface PlacedSlo extends DefinedSlo {
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
