import type { Credential } from '../../k8s/images/credentials.ts'
import type { ImageReference } from '../../k8s/images/reference.ts'
import type { AskOptions } from '../http.ts'

/** How registries are asked. */
export interface RegistryOptions extends AskOptions {
  /** What a registry accepts for an image; undefined asks as one of the public. */
  readonly credentialOf: (reference: ImageReference) => Promise<Credential | undefined>
  /** Whether a registry speaks HTTP without TLS. */
  readonly isPlain: (registry: string) => boolean
}
