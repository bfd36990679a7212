import { type Cluster, openCluster } from '../../adapters/kubernetes/cluster.ts'
import { RefusedError } from '../../adapters/kubernetes/cluster-error.ts'
import { listObjects } from '../../adapters/kubernetes/objects.ts'
import { DEFAULT_RENDER_OPTIONS, namespacesOf } from '../../k8s/render/values.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { at } from '../../lib/json/path.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { type Diagnosis, diagnose } from './core/diagnose/diagnosis.ts'
import { sentenceOf } from './core/diagnose/finding.ts'
import { networkRow, saysUnreached } from './core/diagnose/network-row.ts'
import { renderDiagnosis } from './core/diagnose/render-diagnosis.ts'
import type { RolloutScene } from './core/diagnose/rollout-scene.ts'
import { readScene } from './read-scene.ts'

/** `npm run diagnose`. */
const DIAGNOSE = defineCommand({
  name: 'npm run diagnose',
  summary: 'say why pods of the release do not run, in one sentence with its fix',
  help: {
    about:
      'Reads Deployments, their newest pods, events and the last lines of logs; changes nothing and reads no Secret. Of a pod that could not reach another it says what the network policies let it reach.',
    uses: [
      ['npm run diagnose', 'every Deployment of ours'],
      ['npm run diagnose -- app', 'one of them'],
      ['npm run diagnose -- --namespace shop web', 'any Deployment of the cluster'],
    ],
    environment: [['KUBECONFIG', 'the cluster; ~/.kube/config when absent']],
  },
  options: {
    namespace: {
      type: 'string',
      value: 'NAME',
      default: namespacesOf(DEFAULT_RENDER_OPTIONS).namespace,
      help: 'where it is looked for',
    },
    json: { type: 'boolean', help: 'one JSON document' },
  },
  operands: { value: 'NAME', least: 0, most: 1, need: 'name one Deployment' },
  exits: { good: 'nothing wrong is seen', bad: 'something is wrong', blind: 'there is no such Deployment' },
  run: async ({ values, operands }, io) => {
    const cluster = await openCluster(io.env)
    if (cluster === undefined) throw new ExternalError('There is no kubeconfig: set KUBECONFIG')
    const { namespace } = values
    const names =
      operands.length > 0
        ? operands
        : (await listObjects(cluster, ['apps/v1', 'Deployment'], { namespace })).map(({ metadata }) => metadata.name)
    const scenes = await Promise.all(names.map(name => readScene(cluster, { namespace, name })))
    const networks = await Promise.all(scenes.map(scene => networkOf(cluster, namespace, scene)))
    return report({ names, namespace, scenes, networks, isJson: values.json }, io)
  },
})

export const main = DIAGNOSE.run

interface Looked {
  readonly names: readonly string[]
  readonly namespace: string
  readonly scenes: readonly (RolloutScene | undefined)[]
  /** The row of the network matrix, of those that could not reach another. */
  readonly networks: readonly (readonly string[])[]
  readonly isJson: boolean
}

function report({ names, namespace, scenes, networks, isJson }: Looked, io: CommandIo) {
  const found = scenes.map(scene => (scene === undefined ? [] : diagnose(scene)))
  if (isJson) {
    const deployments = names.map((name, index) => ({
      name,
      isThere: scenes[index] !== undefined,
      findings: (found[index] ?? []).map(withSentence),
      network: networks[index] ?? [],
    }))
    io.stdout(`${JSON.stringify({ version: 1, namespace, deployments }, undefined, 2)}\n`)
  } else if (names.length === 0) {
    io.stdout(`The namespace ${namespace} has no Deployment\n`)
  } else {
    const texts = scenes.map((scene, index) =>
      scene === undefined
        ? `${names[index]}: there is no such Deployment in the namespace ${namespace}\n`
        : renderDiagnosis(scene, found[index] ?? []) + networkText(networks[index] ?? []),
    )
    io.stdout(texts.join('\n'))
  }
  if (found.some(findings => findings.length > 0)) return EXIT.bad
  return names.length === 0 || scenes.includes(undefined) ? EXIT.blind : EXIT.good
}

function withSentence(finding: Diagnosis) {
  return { sentence: sentenceOf(finding), ...finding }
}

/**
 * What the policies of the cluster let a pod reach, where its log says that it could not reach another. A connection that a policy
 * closes looks like any other that gets no answer.
 */
async function networkOf(
  cluster: Cluster,
  namespace: string,
  scene: RolloutScene | undefined,
): Promise<readonly string[]> {
  const lines = [...(scene?.logs.values() ?? [])].flat()
  if (scene === undefined || !lines.some(saysUnreached)) return []
  try {
    const policies = await listObjects(cluster, ['networking.k8s.io/v1', 'NetworkPolicy'], { namespace })
    return networkRow(policies, Object(at(scene.deployment, 'spec', 'template', 'metadata', 'labels')))
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    return [`the network policies may not be read: ${error.message}`]
  }
}

function networkText(lines: readonly string[]): string {
  return lines.length === 0
    ? ''
    : `\n  Its log says that it could not reach another. By the network policies it\n${lines.map(line => `      ${line}\n`).join('')}`
}
