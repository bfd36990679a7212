import { readIfPresent } from '../../adapters/files/files.ts'
import { bytesOf } from '../../k8s/quantity.ts'
import { DEFAULT_RENDER_OPTIONS } from '../../k8s/render/values.ts'
import { at } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import type { Action, Bound, Incident, Proof } from '../../postmortems/definition/model.ts'
import { readSiteFile, renderProject } from '../render/project.ts'

/** What proofs are looked up in. */
export interface ProofFacts {
  /** The texts of runbooks by name, and of tests by file. */
  readonly runbooks: ReadonlyMap<string, string>
  readonly tests: ReadonlyMap<string, string>
  /** Every object as it is rendered for the example site. */
  readonly objects: readonly KubernetesObject[]
}

/** How an action stands: `open` has no proof yet, `unproven` one that does not hold. */
export type Standing = { readonly is: 'proven' | 'open' } | { readonly is: 'unproven'; readonly problem: string }

/** What a proof does not show; undefined when it holds. Alerts and policies were looked up when the file was read. */
export function standingOf({ proof }: Action, facts: ProofFacts): Standing {
  if (proof === undefined) return { is: 'open' }
  const problem = problemOf(proof, facts)
  return problem === undefined ? { is: 'proven' } : { is: 'unproven', problem }
}

function problemOf(proof: Proof, { runbooks, tests, objects }: ProofFacts): string | undefined {
  if (proof.by === 'test') {
    const text = tests.get(proof.file)
    if (text === undefined) return `there is no test file ${proof.file}`
    return hasTest(text, proof.title) ? undefined : `${proof.file} has no test "${proof.title}"`
  }
  if (proof.by === 'runbook') {
    const text = runbooks.get(proof.runbook)?.replace(/\s+/g, ' ')
    return text?.includes(proof.says) ? undefined : `the runbook ${proof.runbook} does not say "${proof.says}"`
  }
  return proof.by === 'manifest' ? manifestProblem(proof, objects) : undefined
}

/** Whether a test of that title is run: one that is skipped for good proves nothing. */
function hasTest(text: string, title: string): boolean {
  return text
    .split('\n')
    .some(line => line.includes(title) && /['"`]/.test(line) && !/\b(test|it|describe)\.(skip|todo)\b/.test(line))
}

function manifestProblem(
  { object: name, path, bound }: Extract<Proof, { by: 'manifest' }>,
  objects: readonly KubernetesObject[],
): string | undefined {
  const object = objects.find(({ kind, metadata }) => `${kind}/${metadata.name}` === name)
  if (object === undefined) return `no manifest has the object ${name}`
  const value = at(object, ...path.split('.'))
  if (value === undefined) return `${name} has no ${path}`
  return isWithin(String(value), bound) ? undefined : `${name} has ${path} ${String(value)}, not ${boundWords(bound)}`
}

function isWithin(value: string, bound: Bound): boolean {
  if (bound.is === 'equal') return value === bound.text
  const [found, wanted] = [value, bound.quantity].map(text => bytesOf(text) ?? Number(text))
  if (found === undefined || wanted === undefined) return false
  return bound.is === 'at_least' ? found >= wanted : found <= wanted
}

function boundWords(bound: Bound): string {
  return bound.is === 'equal' ? bound.text : `${bound.is.replace('_', ' ')} ${bound.quantity}`
}

const EXAMPLE_SITE = 'k8s/site.example.yaml'

/** Reads what the proofs of incidents are looked up in; manifests are rendered only where one is. */
export async function readProofFacts(
  incidents: readonly Incident[],
  runbooks: ReadonlyMap<string, string>,
): Promise<ProofFacts> {
  const proofs = incidents.flatMap(({ actions }) => actions.flatMap(({ proof }) => proof ?? []))
  const files = new Set(proofs.flatMap(proof => (proof.by === 'test' ? [proof.file] : [])))
  const texts = await Promise.all(
    [...files].map(async file => [file, /\.test\.ts$/.test(file) ? await readIfPresent(file) : undefined] as const),
  )
  const tests = new Map(texts.flatMap(([file, text]) => (text === undefined ? [] : [[file, text] as const])))
  const objects = proofs.some(({ by }) => by === 'manifest') ? await renderedObjects() : []
  return { runbooks, tests, objects }
}

async function renderedObjects(): Promise<readonly KubernetesObject[]> {
  const { parsed } = await readSiteFile(EXAMPLE_SITE)
  if (parsed.value === undefined) return []
  const { value } = await renderProject(parsed.value, DEFAULT_RENDER_OPTIONS)
  return [...value.platform, ...value.release].map(({ object }) => object)
}
