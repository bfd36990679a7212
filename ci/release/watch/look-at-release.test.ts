import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { exampleRelease, type Installation, installation } from '../deploy/scenario.testkit.ts'
import { lookAtRelease } from './look-at-release.ts'

/** A look by the deployer's own clock, which is that of the watcher too. */
function look(here: Installation) {
  return lookAtRelease(here.api.cluster, 'leadline', new Date(Date.UTC(2026, 1, 5) + here.now() * 1000))
}

test('where no release is out there is nothing to watch', async () =>
  expect(await look(installation())).toEqual({ is: 'nothing-to-watch' }))

test('a good release is watched for half an hour, and nothing is written or locked meanwhile', async () => {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  const before = here.api.asked.length
  expect(await look(here)).toMatchObject({ is: 'well', entry: { release: 'v1' } })
  await here.wait(29 * 60)
  expect((await look(here)).is).toBe('well')
  await here.wait(2 * 60)
  expect((await look(here)).is).toBe('nothing-to-watch')
  expect(here.api.asked.slice(before).filter(line => /^(PATCH|POST|PUT|DELETE)/.test(line))).toEqual([])
})

test('one that is killed for its memory after ten minutes is taken back, with the reason', async () => {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  await here.wait(40 * 60)
  expect((await here.deploy(exampleRelease('oom-after-ten-minutes', 'v2'))).exit).toBe(0)
  await here.wait(9 * 60)
  const broken = await look(here)
  expect(broken).toMatchObject({ is: 'broken', entry: { release: 'v2' }, why: expect.stringMatching(/memory/) })
  const because = broken.is === 'broken' ? broken.why : ''
  const back = await here.rollback({ ifCurrent: 'v2', because })
  expect(back).toMatchObject({ exit: 21, sentence: expect.stringContaining(because) })
  expect((await look(here)).is).toBe('nothing-to-watch')
})

test('a person’s deploy that came in between is left alone', async () => {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  await here.deploy(exampleRelease('good', 'v2'))
  expect((await here.rollback({ ifCurrent: 'v1', because: 'It broke.' })).end).toBe('nothing-to-do')
})

test('the unit keeps to itself, comes back after a reboot, and may write nowhere but in its own folder', () => {
  const unit = readFileSync('ci/release/watch/leadline-watch.service', 'utf8')
  for (const line of [
    ...['NoNewPrivileges=yes', 'ProtectSystem=strict', 'CapabilityBoundingSet=', 'PrivateTmp=yes', 'Restart=always'],
    ...['StateDirectory=leadline-watch', 'WantedBy=multi-user.target', 'ProtectHome=read-only'],
  ])
    expect(unit.split('\n')).toContain(line)
})
