import { stringify } from 'yaml'
import { provenanceLine } from './provenance.ts'

/** YAML in stable bytes: keys in the order given, long lines unfolded, so that PromQL stays readable and diffs small. */
export function renderYaml(value: unknown): string {
  // Kubernetes and Prometheus read YAML 1.1, where `yes` is true; such texts are quoted.
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' })
}

/** A generated file: where it comes from, how to make it again, then its one YAML document. */
export function renderGeneratedYaml(source: string, command: string, value: unknown): string {
  return `${provenanceLine({ source, command })}${renderYaml(value)}`
}
