import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { sha256 } from '../../adapters/files/sha256.ts'
import { boardTexts, generatedFiles } from '../../dashboards/generated-files.ts'
import { V2_VERSIONS, v2Resource } from '../../dashboards/v2/resource.ts'
import { objectFiles } from '../../k8s/config-maps.ts'
import { grafanaDashboards } from '../../k8s/grafana-dashboards.ts'
import { UsageError } from '../../lib/command/command.ts'
import { accept } from '../../lib/command/definition-error.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import type { Options, Values } from '../../lib/command/options.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { writeObjects } from '../generated/write-objects.ts'
import { BOARD_OPTION, FOLDER_OPTION, isChosen } from './options/choice-options.ts'
import { NAMESPACE_OPTION } from './options/namespace-option.ts'
import { readProjectBoards } from './project.ts'

const OPERATOR = 'grafana-dashboards'
const FORMS = [OPERATOR, ...V2_VERSIONS] as const

const LABEL = /^((?:[a-z0-9.-]+\/)?[A-Za-z0-9][\w.-]{0,62})=([A-Za-z0-9][\w.-]{0,62})$/

const OPTIONS = {
  as: { type: 'string', value: 'FORM', choices: FORMS, help: `the form of the objects: ${FORMS.join(', ')}` },
  out: { type: 'string', value: 'FOLDER', help: 'write a file for each, in a folder that holds nothing else' },
  board: BOARD_OPTION,
  folder: FOLDER_OPTION,
  namespace: { ...NAMESPACE_OPTION, help: `of the objects of ${OPERATOR}; monitoring, where it is not said` },
  instances: {
    type: 'string',
    value: 'LABEL=VALUE',
    parse: (text: string) => {
      const [, label, value] = LABEL.exec(text) ?? []
      return label === undefined || value === undefined ? undefined : ([label, value] as const)
    },
    need: 'a label of Kubernetes such as dashboards=grafana',
    help: `the Grafanas that take ${OPERATOR}; dashboards=grafana, where it is not said`,
  },
} as const satisfies Options

/** The objects in a form, by the name of each. */
function objectsOf(files: ReadonlyMap<string, string>, values: Values<typeof OPTIONS>): ReadonlyMap<string, object> {
  const { as: form, folder, namespace, instances } = values
  if (form === undefined) throw new UsageError(`Name the form with --as: ${FORMS.join(', ')}.`)
  if (form !== OPERATOR) {
    const stray = Object.entries({ namespace, instances }).filter(([, value]) => value !== undefined)
    if (stray.length > 0) {
      throw new UsageError(`${stray.map(([name]) => `--${name}`).join(' and ')} only goes with --as ${OPERATOR}.`)
    }
    const texts = boardTexts(files).map(([, text]) => JSON.parse(text) as Dashboard)
    return new Map(texts.map(board => [board.uid ?? '', v2Resource(board, form, folder.uid)]))
  }
  const options = {
    namespace: namespace ?? 'monitoring',
    instances: instances ?? ['dashboards', 'grafana'],
    folder,
  } as const
  return new Map(grafanaDashboards(files, options).map(object => [object.metadata.name, object]))
}

/** `export`: the dashboards in other forms than the classic JSON. */
export const exportBoards = defineCommand({
  name: 'npm run dashboards -- export',
  summary: 'write the dashboards in other forms: for the Grafana operator, or in the second schema',
  help: {
    about:
      'As YAML, with an object for each dashboard. The form grafana-dashboards is for the Grafana operator; v2 and v2beta1 are the second form of Grafana’s schema, which Grafana 13 and 12 take over their API.',
    uses: [
      [`npm run --silent dashboards -- export --as ${OPERATOR} | kubectl apply --server-side -f -`, 'for the operator'],
      ['npm run dashboards -- export --as v2 --out FOLDER', 'a file for each, in the second form'],
    ],
    notes:
      'The operator makes the folder from its title. In the second form the folder is named by its uid, and must be there.',
  },
  options: OPTIONS,
  exits: { good: 'done', bad: 'an error in a definition' },
  run: async ({ values }, io) => {
    const boards = accept(await readProjectBoards(), io)
    const chosen = boards.filter(({ uid }) => isChosen(values.board)(String(uid)))
    const files = objectFiles(objectsOf(generatedFiles(chosen, sha256), values))
    if (values.out === undefined) io.stdout([...files.values()].join('---\n'))
    else await writeObjects(values.out, files, 'dashboard', io)
    return EXIT.good
  },
})
