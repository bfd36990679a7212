import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** A step of a job, as far as the policies look at it. */
export interface WorkflowStep {
  readonly name?: string
  readonly id?: string
  readonly if?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
}

/** A job; every field may be absent, for policies are there for what is forgotten. */
export interface WorkflowJob {
  readonly needs?: readonly string[]
  readonly if?: string
  readonly 'runs-on'?: string | readonly string[]
  readonly 'timeout-minutes'?: number
  readonly environment?: string
  readonly permissions?: Readonly<Record<string, string>> | string
  readonly env?: Readonly<Record<string, string>>
  readonly steps?: readonly WorkflowStep[]
}

/** A workflow with its text, for comments are part of a policy. */
export interface Workflow {
  /** `.github/workflows/deploy.yml` */
  readonly path: string
  readonly text: string
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: unknown
  readonly concurrency: Readonly<Record<string, unknown>> | undefined
  readonly env: unknown
  readonly jobs: Readonly<Record<string, WorkflowJob>>
}

/** A workflow from its text. */
export function workflowOf(file: string, text: string): Workflow {
  const { on, permissions, concurrency, env, jobs } = parse(text)
  return { path: file, text, on, permissions, concurrency, env, jobs }
}

/** Every workflow of the repository. */
export function readWorkflows(): readonly Workflow[] {
  const files = globSync('.github/workflows/*.{yml,yaml}', { cwd: ROOT }).sort()
  return files.map(file => workflowOf(file, readFileSync(path.join(ROOT, file), 'utf8')))
}

/** Every job with its name. */
export function jobsOf({ jobs }: Workflow): readonly (readonly [name: string, job: WorkflowJob])[] {
  return Object.entries(jobs)
}

/** Every step with a name for messages: `deploy/3`. */
export function stepsOf(workflow: Workflow): readonly (readonly [place: string, step: WorkflowStep])[] {
  return jobsOf(workflow).flatMap(([name, { steps = [] }]) =>
    steps.map((step, index) => [`${name}/${index + 1}`, step] as const),
  )
}
