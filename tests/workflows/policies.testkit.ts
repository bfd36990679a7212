import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { jobsOf, stepsOf, type Workflow, type WorkflowJob } from './workflow.testkit.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const SCRIPTS: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
).scripts

/** What must hold of every workflow. */
export interface Policy {
  /** The faults, each with its place within the workflow. */
  readonly faults: (workflow: Workflow) => readonly string[]
  /** A change of one of our workflows that is such a fault: the text that is there, and what takes its place. */
  readonly planted: readonly (readonly [file: string, from: string | RegExp, to: string])[]
}

/** How an expression of GitHub begins; written so that it is none of ours. */
const OPEN = ['$', '{{'].join('')
const expression = (text: string): string => `${OPEN} ${text} }}`

const CI = '.github/workflows/ci.yml'
const DEPLOY = '.github/workflows/deploy.yml'
const NIGHTLY = '.github/workflows/nightly.yml'

/** What a job may write, besides nothing. */
const MAY_WRITE: readonly string[] = [`${DEPLOY} build packages`]

/** Which step may see which secret; the token of the run counts as one. */
const MAY_SEE: readonly string[] = [
  `${DEPLOY} build github.token`,
  `${DEPLOY} deploy secrets.HEARTBEAT_URL`,
  `${DEPLOY} deploy secrets.GRAFANA_TOKEN`,
  `${DEPLOY} deploy github.token`,
  `${DEPLOY} undo secrets.HEARTBEAT_URL`,
  `${NIGHTLY} supply github.token`,
  `${NIGHTLY} e2e secrets.E2E_KUBECONFIG`,
]

/** Events that others than the owners can cause, or that run with more rights than what they run. */
const OF_STRANGERS = ['pull_request', 'pull_request_target', 'workflow_run', 'issue_comment', 'issues', 'fork']
/** Of these, what runs a stranger's code beside our secrets. */
const NEVER = ['pull_request_target', 'workflow_run', 'issue_comment']

const CHECKOUT = /^actions\/checkout@/
const PINNED = /^[\w.-]+\/[\w.-]+(\/[\w./-]+)?@[0-9a-f]{40}$/
const SECRET = /\$\{\{[^}]*?\b(secrets\.\w+|github\.token)\b/g

function runsOnOwnMachine({ 'runs-on': runsOn = '' }: WorkflowJob): boolean {
  const text = String(runsOn)
  return text.includes('self-hosted') || text.includes('vars.')
}

function labelsOf({ 'runs-on': runsOn = '' }: WorkflowJob): readonly string[] {
  return typeof runsOn === 'string' ? [runsOn] : runsOn
}

/** Whether a script of npm is there, with a command of this word and all of these options, by what its help says. */
function isKnown(script: string, words: string): boolean {
  if (SCRIPTS[script] === undefined) return false
  const [, word] = /^([a-z]\S*)/.exec(words) ?? []
  const help = path.join(
    ROOT,
    'tests/testdata/help',
    `${[script, word].filter(part => part !== undefined).join('-')}.txt`,
  )
  if (!existsSync(help)) return false
  const text = readFileSync(help, 'utf8')
  return [...words.matchAll(/(?<![\w-])--[\w-]+/g)].every(([option]) => text.includes(`\n  ${option} `))
}

/** The policies, by what each of them demands. */
export const POLICIES: Readonly<Record<string, Policy>> = {
  'a workflow has no rights of its own': {
    faults: ({ permissions }) => (JSON.stringify(permissions) === '{}' ? [] : ['permissions are not {}']),
    planted: [
      [CI, 'permissions: {}', 'permissions: read-all'],
      [DEPLOY, 'permissions: {}\n', ''],
    ],
  },
  'a job names its rights, and writes only what the table allows': {
    faults: workflow =>
      jobsOf(workflow).flatMap(([name, { permissions }]) => {
        if (permissions === undefined || typeof permissions === 'string') return [`${name} does not name its rights`]
        const written = Object.entries(permissions).filter(([, right]) => right !== 'read' && right !== 'none')
        return written
          .map(([what]) => `${workflow.path} ${name} ${what}`)
          .filter(right => !MAY_WRITE.includes(right))
          .map(right => `${right} is written`)
      }),
    planted: [
      [CI, '    permissions:\n      contents: read\n', ''],
      [CI, '    permissions:\n      contents: read\n', '    permissions: write-all\n'],
      [DEPLOY, /contents: read(?=\n {4}steps)/, 'contents: write'],
      [NIGHTLY, 'packages: read', 'packages: write'],
    ],
  },
  'an action is pinned to a commit, with its version beside it, and to the same one everywhere': {
    faults: workflow => {
      const lines = workflow.text.split('\n').filter(line => /^\s*(- )?uses:/.test(line))
      const loose = lines.filter(line => {
        const [, action = '', version] = /uses:\s*(\S+)(?:\s+# (v\d+\.\d+\.\d+))?$/.exec(line) ?? []
        return !PINNED.test(action) || version === undefined
      })
      const pins = new Map<string, Set<string>>()
      for (const [, { uses = '' }] of stepsOf(workflow)) {
        const [name = '', commit = ''] = uses.split('@')
        pins.set(name, (pins.get(name) ?? new Set()).add(commit))
      }
      const several = [...pins].filter(([, commits]) => commits.size > 1).map(([name]) => `${name} in several versions`)
      return [...loose.map(line => line.trim()), ...several]
    },
    planted: [
      [CI, /actions\/checkout@\w+ # v\S+/, 'actions/checkout@v7'],
      [CI, /(actions\/checkout@\w+) # v\S+/, '$1'],
      [CI, /actions\/checkout@\w/, 'actions/checkout@0'],
      [DEPLOY, /docker\/setup-qemu-action@\w+/, './docker/setup-qemu'],
    ],
  },
  'a script holds no expression: what it needs comes in as a variable': {
    faults: workflow =>
      stepsOf(workflow).flatMap(([place, { run = '', with: inputs = {} }]) =>
        run.includes(OPEN) || String(inputs.script ?? '').includes(OPEN) ? [place] : [],
      ),
    planted: [
      [DEPLOY, '--image "$IMAGE"', `--image ${expression('needs.build.outputs.image')}`],
      [CI, 'diff "$BASE"', `diff ${expression('github.base_ref')}`],
    ],
  },
  'a job ends by itself': {
    faults: workflow =>
      jobsOf(workflow).flatMap(([name, { 'timeout-minutes': minutes }]) =>
        minutes === undefined || minutes > 240 ? [name] : [],
      ),
    planted: [
      [CI, '    timeout-minutes: 40\n', ''],
      [NIGHTLY, 'timeout-minutes: 240', 'timeout-minutes: 360'],
    ],
  },
  'a machine of the owner never runs what a stranger can start': {
    faults: workflow => {
      const events = Object.keys(workflow.on)
      const forbidden = events.filter(event => NEVER.includes(event)).map(event => `on ${event}`)
      if (!events.some(event => OF_STRANGERS.includes(event))) return forbidden
      const own = jobsOf(workflow).filter(([, job]) => runsOnOwnMachine(job))
      return [...forbidden, ...own.map(([name]) => `${name} on a machine of the owner`)]
    },
    planted: [
      [CI, 'runs-on: ubuntu-24.04', 'runs-on: [self-hosted, deploy]'],
      [CI, 'runs-on: ubuntu-24.04', `runs-on: ${expression("vars.RUNNER || 'ubuntu-24.04'")}`],
      [DEPLOY, '  push:\n', '  pull_request:\n  push:\n'],
      [CI, 'pull_request:', 'pull_request_target:'],
    ],
  },
  'the checkout leaves no token in the folder': {
    faults: workflow =>
      stepsOf(workflow).flatMap(([place, { uses = '', with: inputs = {} }]) =>
        CHECKOUT.test(uses) && inputs['persist-credentials'] !== false ? [place] : [],
      ),
    planted: [
      [CI, '        with:\n          persist-credentials: false\n', ''],
      [NIGHTLY, 'persist-credentials: false', 'persist-credentials: true'],
    ],
  },
  'a secret is seen by the one step that needs it': {
    faults: workflow => {
      const above = [workflow.env, ...jobsOf(workflow).map(([, { env }]) => env)]
      const wide = above.some(env => JSON.stringify(env ?? {}).match(SECRET)) ? ['a secret for a whole job'] : []
      const seen = jobsOf(workflow).flatMap(([name, job]) =>
        [...JSON.stringify(job).matchAll(SECRET)].map(([, secret]) => `${workflow.path} ${name} ${secret}`),
      )
      const inherited = /secrets:\s*inherit|toJSON\(secrets\)|secrets\[/.test(workflow.text) ? ['all secrets'] : []
      return [...wide, ...inherited, ...seen.filter(each => !MAY_SEE.includes(each))]
    },
    planted: [
      [
        DEPLOY,
        `RELEASE: ${expression('needs.deploy.outputs.release')}`,
        `RELEASE: ${expression('secrets.HEARTBEAT_URL')}`,
      ],
      [
        NIGHTLY,
        '    environment: e2e\n',
        `    environment: e2e\n    env: { KEY: "${expression('secrets.E2E_KUBECONFIG')}" }\n`,
      ],
      [CI, `BASE: ${OPEN} github.event`, `TOKEN: ${expression('github.token')}\n          BASE: ${OPEN} github.event`],
    ],
  },
  'what a script calls is there': {
    faults: workflow => {
      const runs = stepsOf(workflow).flatMap(([, { run }]) => run ?? [])
      const calls = runs.flatMap(run => [...run.matchAll(/\bnpm run (?:--silent )?([\w-]+)(?: -- ([^\n]*))?/g)])
      const files = runs.flatMap(run => [...run.matchAll(/\b(?:node|sh) (\S+\.(?:ts|js|sh))/g)].map(match => match[1]))
      return [
        ...calls.flatMap(([call, script = '', words = '']) => (isKnown(script, words) ? [] : [call])),
        ...files.filter(file => !existsSync(path.join(ROOT, file ?? ''))),
      ].map(String)
    },
    planted: [
      [DEPLOY, 'npm run rollback', 'npm run undo'],
      [NIGHTLY, 'bench/recipes.ts', 'bench/receipts.ts'],
      [CI, 'npm run --silent render', 'npm run --silent rendered'],
      [CI, 'render -- diff', 'render -- diffs'],
      [DEPLOY, '--if-current', '--if-newest'],
      [DEPLOY, '{REASON:+--reason', '{REASON:+--because'],
    ],
  },
  'no script of a package runs on a machine of the owner': {
    faults: workflow =>
      jobsOf(workflow)
        .filter(([, job]) => runsOnOwnMachine(job))
        .flatMap(([name, { steps = [] }]) =>
          steps.some(({ run = '' }) => /\bnpm (ci|install)\b(?!.*--ignore-scripts)/.test(run)) ? [name] : [],
        ),
    planted: [[DEPLOY, /npm ci --ignore-scripts(?=[^\n]*\n {6}- id: deploy)/, 'npm ci']],
  },
  'what deploys is the main branch, one run at a time, and no run is lost': {
    faults: workflow => {
      const deploying = jobsOf(workflow).filter(([, { environment }]) => environment === 'production')
      if (deploying.length === 0) return []
      const { on, concurrency } = workflow
      const events = { push: { branches: ['main'] }, workflow_dispatch: on.workflow_dispatch }
      const first = jobsOf(workflow).filter(([, { needs }]) => needs === undefined)
      return [
        ...(JSON.stringify(on) === JSON.stringify(events) ? [] : ['it runs on other events']),
        ...first.filter(([, job]) => !job.if?.includes("github.ref == 'refs/heads/main'")).map(([name]) => name),
        ...(concurrency?.queue === 'max' && concurrency['cancel-in-progress'] === false ? [] : ['a run can be lost']),
        ...(String(concurrency?.group).includes(OPEN) ? ['two runs at a time'] : []),
      ]
    },
    planted: [
      [DEPLOY, '  queue: max\n', ''],
      [DEPLOY, 'cancel-in-progress: false', 'cancel-in-progress: true'],
      [DEPLOY, 'group: deploy-production', `group: deploy-${expression('github.sha')}`],
      [DEPLOY, 'branches: [main]', 'branches: ["**"]'],
      [DEPLOY, "if: github.ref == 'refs/heads/main'\n", "if: github.actor != ''\n"],
    ],
  },
  'the runner that deploys never builds': {
    faults: workflow =>
      jobsOf(workflow)
        .filter(([, job]) => labelsOf(job).includes('deploy'))
        .flatMap(([name, { steps = [], permissions }]) => [
          ...(steps.some(({ run = '' }) => /\b(docker|buildah|podman|images -- build)\b/.test(run)) ? [name] : []),
          ...(JSON.stringify(permissions).includes('"packages":"write"') ? [`${name} may push images`] : []),
        ]),
    planted: [
      [DEPLOY, 'npm run rollback', 'npm run images -- build && npm run rollback'],
      [DEPLOY, 'packages: read', 'packages: write'],
    ],
  },
  'what waits for others says what it does when one of them has failed or was skipped': {
    faults: workflow =>
      jobsOf(workflow).flatMap(([name, { needs = [], if: condition = '' }]) => {
        const judged = needs.filter(need => condition.includes(`needs.${need}.`))
        // Without such a function GitHub runs it only where all that it needs have succeeded.
        return /\b(always|cancelled)\(\)/.test(condition) && judged.length === 0 ? [name] : []
      }),
    planted: [[DEPLOY, /if: >-\n {6}!cancelled\(\) && needs\.build[^\n]*\n[^\n]*\n/, 'if: always()\n']],
  },
}
