import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { type Example, renderRulePage } from '../../lib/lint/document.testkit.ts'
import { withFault } from '../../lib/lint/fixture.testkit.ts'
import { parseBoard } from './board-file.ts'
import { FAULTS } from './faults.testkit.ts'
import { nameOf } from './lint.ts'
import type { LintWorld, Rule } from './rule.ts'
import { RULES } from './rules.ts'

const HEAD = `# The rules of the dashboard linter

Every problem is printed as \`file:line:col: error: … [code]\`; search this page for the code. Rules for *every dashboard*
are checked in any file that \`npm run dashboards -- lint FILE…\` is given; those for *ours* only in the dashboards of this
repository. Where a rule lacks knowledge, such as the labels of another program's series, it reports nothing.

Each rule is one file in \`dashboards/lint/rules/\`. The examples are faults planted in our own dashboards; a test checks
that each breaks its rule and no other. The tests write this page (\`npm run golden\`); do not edit.`

const TAIL = `## What no rule checks, and what does

- **The same bytes from every run**: \`npm run dashboards -- generate --check\`, in \`npm test\`.
- **What a query costs**: each dashboard has a budget of samples, which a real Prometheus counts
  (\`ci/dashboards/proof.integration.test.ts\`).
- **What a panel shows in an outage, without data, and while the prober is down**: the golden files of the same test.
- **Schema v2**: file provisioning takes the classic model only, so nothing else is written.
- **Waivers**: there are none. A rule that does not fit is changed, not waived.
- **The first screen's 30 queries** (\`size\`) are more than the dozen that is often advised: six stats and a table of seven
  windows are instant queries, which together cost less than one graph.`

/** `docs/dashboard-lint.md`: every rule with why it is there, and what it says of a dashboard that breaks it. */
export function renderLintDocument(files: readonly SourceFile[], world: Omit<LintWorld, 'boards'>): string {
  return renderRulePage(RULES, {
    head: HEAD,
    scopes: { any: 'every dashboard', ours: 'ours' },
    examplesOf: rule => examplesOf(rule, files, world),
    tail: TAIL,
  })
}

/** What the rule says of the dashboards when its fault is planted in one of them. */
function examplesOf(
  { code, check }: Rule,
  files: readonly SourceFile[],
  world: Omit<LintWorld, 'boards'>,
): readonly Example[] {
  const fault = FAULTS[code]
  if (fault === undefined) return []
  const good = files.flatMap(file => parseBoard(file).value ?? [])
  const bad = withFault(files, fault).flatMap(file => parseBoard(file).value ?? [])
  return bad.flatMap((board, index) =>
    check(board, { ...world, boards: bad }).map(finding => {
      return { name: nameOf(board), finding, bad: board.json, good: good[index]?.json }
    }),
  )
}
