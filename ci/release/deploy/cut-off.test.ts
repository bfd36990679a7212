import { expect, test } from 'vitest'
import { ExternalError } from '../../../lib/system-error.ts'
import { exampleRelease, type Installation, installation } from './scenario.testkit.ts'

const AWAY = new ExternalError('The API server https://fake does not answer: Network is unreachable')

const UNREACHABLE = {
  release: undefined,
  failure: { reason: 'unreachable', status: undefined, answeredBy: undefined },
  excluded: 'unreached',
} as const

/** The network of the machine that deploys is lost for so long, some time after its canary has been ready: no hop, and no API server. */
async function deployedWithout(
  lastsSeconds: number,
  afterSeconds: number,
): Promise<Awaited<ReturnType<Installation['deploy']>>> {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  let from: number | undefined
  const isLost = (): boolean => {
    if (from === undefined && here.said.some(line => line.startsWith('canary '))) from = here.now() + afterSeconds
    return from !== undefined && here.now() >= from && here.now() < from + lastsSeconds
  }
  here.said.length = 0
  here.answer = reply => (isLost() ? { ...reply, ...UNREACHABLE } : reply)
  here.interfere = () => {
    if (isLost()) throw AWAY
    return undefined
  }
  return here.deploy(exampleRelease('good', 'v2'))
}

test.each([0, 4, 12, 25])(
  'a network that is lost for ten seconds, %d s after the canary is ready, delays a good release only',
  async after => {
    const { end, run } = await deployedWithout(10, after)
    expect(end).toBe('done')
    expect(run.canaryReport).toMatchObject({ verdict: 'proceed', cutOffSeconds: expect.closeTo(10, -0.7) })
  },
)

test.each([0, 12])(
  'one that is lost for a minute, %d s after it, gives the canary back, and the lock is still ours',
  async after => {
    const { end, exit, sentence, run } = await deployedWithout(60, after)
    expect({ end, exit, state: run.entry?.state }).toEqual({ end: 'withdrawn', exit: 40, state: 'withdrawn' })
    expect(sentence).toMatch(
      /^Hold: what judges was cut off: for 31 s in all no answer came of any release, .* The canary is gone; the release before serves as it did\.$/,
    )
  },
)
