import { readSources } from '../../adapters/files/files.ts'
import { operatorObjects } from '../../k8s/operator/operator-objects.ts'
import { SITE_FILE } from '../../k8s/site/site-file.ts'
import { accept, DefinitionError } from '../../lib/command/definition-error.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { count } from '../../lib/count.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { provenanceOf } from '../../lib/yaml/provenance.ts'
import { renderGeneratedYaml, renderYaml } from '../../lib/yaml/writer.ts'
import { writeFolder } from './out-folder.ts'
import { readSite } from './project.ts'

const SOURCE = 'slo/'
const NAME = 'npm run render -- operator'
const FLAVOUR = 'npm run render -- --flavour prometheus-operator'

/** A name of Kubernetes' label values, and of its namespaces. */
const LABEL = /^([A-Za-z0-9][\w./-]*)=([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)$/
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** `npm run render -- --flavour prometheus-operator`, or by its name `npm run render -- operator`. */
export const OPERATOR = defineCommand({
  name: NAME,
  summary: 'rules and scrapes for a Prometheus operator that you have already',
  help: {
    uses: [
      [
        `npm run --silent render -- --flavour prometheus-operator | kubectl apply --server-side -f -`,
        'into the cluster',
      ],
      [`${FLAVOUR} --out FOLDER`, 'a file for each object, for Argo CD or Flux'],
    ],
    notes:
      'PrometheusRules of the SLOs and the prober, PodMonitors of app, status page, prober and Traefik, a ScrapeConfig of the machines in ' +
      'site.yaml, and the NetworkPolicy that lets that Prometheus in. docs/kubernetes.md says what else it needs.',
  },
  options: {
    flavour: {
      type: 'string',
      value: 'NAME',
      choices: ['prometheus-operator'],
      default: 'prometheus-operator',
      help: 'whose objects',
    },
    site: { type: 'string', value: 'FILE', default: SITE_FILE, help: 'the machines besides the nodes' },
    namespace: {
      type: 'string',
      value: 'NAME',
      default: 'monitoring',
      parse: (text: string) => (NAMESPACE.test(text) ? text : undefined),
      need: 'the name of a namespace',
      help: 'where that Prometheus stands',
    },
    label: {
      type: 'string',
      value: 'KEY=VALUE',
      default: 'release=kube-prometheus-stack',
      parse: (text: string) => {
        const [, key, value] = LABEL.exec(text) ?? []
        return key === undefined || value === undefined ? undefined : { [key]: value }
      },
      need: 'a label such as release=kube-prometheus-stack',
      help: 'the label that its ruleSelector and podMonitorSelector look for',
    },
    out: {
      type: 'string',
      value: 'FOLDER',
      help: 'write a file for each object, in a folder that holds nothing but these',
    },
  },
  exits: { good: 'done', bad: 'a mistake in site.yaml' },
  run: async ({ values: { site: file, namespace, label, out } }, io) => {
    const site = accept(await readSite(file), io)
    if (site === undefined) throw new DefinitionError([])
    const rules = await readSources('slo/generated', '.rules.yaml')
    const objects = operatorObjects(rules, site, { namespace, labels: label })
    if (out === undefined) {
      io.stdout(objects.map(object => `---\n${renderYaml(object)}`).join(''))
      return EXIT.good
    }
    const files = new Map(objects.map(object => [fileOf(object), renderGeneratedYaml(SOURCE, NAME, object)]))
    await writeFolder(out, files, (_, text) => provenanceOf(text)?.command === NAME)
    io.stdout(`${out}: ${count(files.size, 'object')}\n`)
    return EXIT.good
  },
})

function fileOf({ kind, metadata }: KubernetesObject): string {
  return `${kind.toLowerCase()}-${metadata.name}.yaml`
}
