import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { BaseSequencer, type Reporter, startVitest, type TestSpecification } from 'vitest/node'

/**
 * A program of its own, so that a run that hangs can be ended from outside: runs test files of one project in the order
 * given until the first failure, and writes it to a file. Arguments: that file, the project, the test files.
 */
const [resultFile = '', project = '', ...files] = process.argv.slice(2)

/** What a run of tests found. */
export interface TestRun {
  /** The first test that failed, or the file when no test of it could; undefined when all passed. */
  readonly failed?: { readonly file: string; readonly test: string; readonly error: string }
  /** How long each file took, in milliseconds. */
  readonly tookMs: Readonly<Record<string, number>>
}

let failed: TestRun['failed']
const tookMs: Record<string, number> = {}
const nameOf = (moduleId: string): string => path.relative(process.cwd(), moduleId)
const fail = (moduleId: string, test: string, errors: readonly { readonly message: string }[] = []): void => {
  failed ??= { file: nameOf(moduleId), test, error: errors[0]?.message ?? '' }
}

const reporter: Reporter = {
  onTestCaseResult(testCase) {
    const result = testCase.result()
    if (result.state === 'failed') fail(testCase.module.moduleId, testCase.fullName, result.errors)
  },
  onTestModuleEnd(module) {
    tookMs[nameOf(module.moduleId)] = module.diagnostic().duration
    if (module.state() === 'failed') fail(module.moduleId, '(the file as a whole)', module.errors())
  },
  onTestRunEnd(_modules, unhandled, reason) {
    if (reason === 'failed' || unhandled.length > 0) fail('', '(outside of any test)', unhandled)
  },
}

class AsGiven extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => files.indexOf(nameOf(moduleId))
    return specifications.toSorted((a, b) => place(a) - place(b))
  }
}

const vitest = await startVitest('test', [...files], {
  watch: false,
  project,
  bail: 1,
  maxWorkers: 1,
  update: 'none',
  reporters: [reporter],
  sequence: { sequencer: AsGiven },
})
await vitest.close()
const run: TestRun = { ...(failed === undefined ? {} : { failed }), tookMs }
writeFileSync(resultFile, JSON.stringify(run))
process.exit(0)
