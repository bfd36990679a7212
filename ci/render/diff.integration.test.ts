import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyTree } from '../../tests/recipes.testkit.ts'

const run = promisify(execFile)
let tree: Awaited<ReturnType<typeof copyTree>>
const git = (...args: readonly string[]) =>
  run('git', ['-C', tree.folder, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args])

beforeAll(async () => {
  tree = await copyTree()
  // Configuration of a person must not change what is read.
  await git('init', '--quiet')
  await git('config', 'diff.noprefix', 'true')
  await git('config', 'diff.external', '/bin/false')
  await git('add', '--all', '--', ':!node_modules')
  await git('commit', '--quiet', '--message', 'before')
})
afterAll(() => tree.remove())

function edit(file: string, from: string, to: string): void {
  const whole = path.join(tree.folder, file)
  const text = readFileSync(whole, 'utf8')
  expect(text).toContain(from)
  writeFileSync(whole, text.replace(from, to))
}

async function diff(base: string) {
  const summary = path.join(tree.folder, '.leadline', `summary-${base}`)
  await run('mkdir', ['-p', path.dirname(summary)])
  const options = { cwd: tree.folder, env: { ...process.env, GITHUB_STEP_SUMMARY: summary } }
  const { code, stdout, stderr } = await run(process.execPath, ['ci/run.js', 'render', 'diff', base], options).then(
    said => ({ code: 0, ...said }),
    error => error as { code: number; stdout: string; stderr: string },
  )
  return { code, out: stdout, err: stderr, summary: stdout === '' ? '' : readFileSync(summary, 'utf8') }
}

test('says what a change means for manifests, dashboards and SLOs, and leaves it in the summary of a job', async () => {
  edit('k8s/app/service.yaml', 'app.kubernetes.io/part-of: leadline', 'app.kubernetes.io/part-of: leadline, is: new')
  edit('slo/web.yaml', 'objective: 99.9', 'objective: 99.5')
  const { code, out, summary } = await diff('HEAD')
  expect(code).toBe(0)
  expect(out).toMatch(
    /<summary>release-service-leadline-app changed: \+1 −0<\/summary>\n\n```diff\n@@ [\s\S]*?\+ {4}is: new\n/,
  )
  expect(out).toMatch(/### web-\S+: changed\n[\s\S]*?\| objective \| 99\.9 % \| 99\.5 % \|/)
  expect(summary.endsWith(out)).toBe(true)
})

test('a side that cannot be rendered is said with its mistake, and the rest is compared all the same', async () => {
  edit('k8s/app/service.yaml', 'kind: Service', 'kind: Servise')
  const { code, out } = await diff('HEAD')
  expect(code).toBe(1)
  expect(out).toContain('The manifests could not be rendered:')
  expect(out).toContain('k8s/app/service.yaml')
  expect(out).toContain('99.5 %')
})

test('a base that is no commit is wrong usage', async () => {
  expect(await diff('no-such')).toMatchObject({ code: 2, err: expect.stringContaining('There is no commit "no-such"') })
})
