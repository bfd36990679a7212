import { open, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DRILLS, type Drill } from '../../services/stack/drill/drills.ts'
import type { Record } from './record.ts'
import type { SoakStack } from './soak-stack.ts'

const SECOND_MS = 1000
/** Until what was broken shows in every view: a probe, a scrape, an evaluation, a poll. */
const SEEN_MS = 25 * SECOND_MS

/** Each drill once, until its page has ended. */
export async function runEveryDrill(stack: SoakStack, record: Record): Promise<void> {
  await record.watch(stack, 'at rest', 30 * SECOND_MS)
  for (const [name, { faultDomain, errorRatio, isPagedByStack }] of Object.entries<Drill>(DRILLS)) {
    // By chance nothing has failed yet, and without Prometheus nothing names a hop.
    const isNamed = errorRatio === undefined && isPagedByStack !== true
    record.say(`drills: ${name}`)
    let isOver = false
    const drill = stack.command('ci/drill.ts', name).finally(() => {
      isOver = true
    })
    await record.watch(stack, `${name}, just broken`, SEEN_MS)
    const broken = await stack.client.status()
    if (broken.drill === name) {
      const { text } = await stack.command('ci/status.ts')
      if (isNamed) {
        record.expect(
          name,
          `status names the fault domain ${faultDomain}`,
          text.includes(`fault domain ${faultDomain}`),
        )
      }
      record.expect(name, 'status says that a drill is on', text.includes(`drill "${name}"`))
    }
    while (!isOver) await record.watch(stack, `${name}, until its page has ended`, 10 * SECOND_MS)
    const { code, text } = await drill
    record.expect(name, `the drill passes: ${text.trim().split('\n').slice(-2).join('; ')}`, code === 0)
    await budgetAgrees(stack, record, name)
  }
  await maintenance(stack, record)
}

async function maintenance(stack: SoakStack, record: Record): Promise<void> {
  const { code } = await stack.command('ci/maintenance.ts', 'start', '5m', 'the soak')
  record.expect('maintenance', 'it starts', code === 0)
  const { json } = await record.watch(stack, 'in maintenance', SEEN_MS)
  record.expect('maintenance', 'the page says so', json?.notices.some(({ kind }) => kind === 'maintenance') === true)
  const { text } = await stack.command('ci/status.ts')
  record.expect('maintenance', 'status says so', text.includes('maintenance of every probe'))
  await stack.command('ci/maintenance.ts', 'stop')
}

/** The text of `slo budget` has the figures of the page. */
async function budgetAgrees(stack: SoakStack, record: Record, state: string): Promise<void> {
  const { text } = await stack.command('ci/slo.ts', 'budget', '--format', 'json')
  const { json, recorded } = await record.watch(stack, `${state}, its budget`, 8 * SECOND_MS)
  const budgets: readonly { readonly id: string; readonly budgetRemaining?: number }[] = JSON.parse(text)
  for (const { id, budgetRemaining } of budgets) {
    const known = [...recorded.flatMap(({ reports }) => reports), ...(json?.slos ?? [])].filter(slo => slo.id === id)
    const isKnown = known.some(slo => Math.abs((slo.budgetRemaining ?? 2) - (budgetRemaining ?? 2)) < 1e-9)
    record.expect(state, `budget says of ${id} what Prometheus and the page say`, isKnown)
  }
}

const PARTS = ['web-1', 'web-2', 'ingress', 'edge', 'prober', 'alertmanager', 'prometheus'] as const
/** What must be said while a part hangs; the others are found by the probes. */
const SILENCES: Partial<{ readonly [Part in (typeof PARTS)[number]]: string }> = {
  alertmanager: 'Alertmanager does not answer since',
  prometheus: 'Prometheus does not answer since',
  prober: 'the prober does not answer since',
}

/** Every part killed and stopped once, and the disk filled. */
export async function breakEverything(stack: SoakStack, record: Record, disk: string | undefined): Promise<void> {
  await record.watch(stack, 'at rest', 60 * SECOND_MS)
  for (const part of PARTS) await kill(stack, record, part)
  for (const part of PARTS) await hang(stack, record, part)
  if (disk !== undefined) await fill(stack, record, disk)
  const { code, text } = await stack.command('ci/status.ts')
  record.expect('at the end', `everything is known again: ${text}`, code === 0)
}

/** One part killed and stopped, some times. */
export async function breakPart(stack: SoakStack, record: Record, name: string): Promise<void> {
  const part = PARTS.find(each => each === name)
  if (part === undefined) throw new Error(`There is no part "${name}": ${PARTS.join(', ')}`)
  await record.watch(stack, 'at rest', 60 * SECOND_MS)
  await kill(stack, record, part)
  for (let time = 0; time < TIMES; time++) await hang(stack, record, part)
}

/** What one sample decides comes not each time. */
const TIMES = 3

async function kill(stack: SoakStack, record: Record, part: string): Promise<void> {
  record.say(`parts: kill ${part}`)
  process.kill(await stack.pidOf(part), 'SIGKILL')
  await record.watch(stack, `${part} killed`, SEEN_MS)
  const status = await stack.client.status()
  record.expect(`${part} killed`, 'it runs again', status.parts.find(({ name }) => name === part)?.state === 'ready')
}

async function hang(stack: SoakStack, record: Record, part: (typeof PARTS)[number]): Promise<void> {
  record.say(`parts: stop ${part}`)
  const pid = await stack.pidOf(part)
  const state = `${part} hangs`
  // With everything that it started: the workers of an Nginx go on without their master.
  process.kill(-pid, 'SIGSTOP')
  try {
    const { json } = await record.watch(stack, state, 50 * SECOND_MS)
    const { code, text } = await stack.command('ci/status.ts')
    const silence = SILENCES[part]
    if (silence !== undefined) {
      record.expect(state, `status says it, with exit code 3: ${text}`, text.includes(silence) && code === 3)
      record.expect(
        state,
        'the page says it',
        json === undefined || json.notices.some(notice => notice.text.includes(silence)),
      )
    } else if (json !== undefined) {
      record.expect(
        state,
        `the headline is not quiet: ${json.headline.title}`,
        json.headline.title !== 'All SLOs are met' || part.startsWith('web'),
      )
    }
  } finally {
    process.kill(-pid, 'SIGCONT')
  }
  await record.watch(stack, `${part} goes on`, 45 * SECOND_MS)
  if (part === 'prometheus' || part === 'prober') await saysWhatIsMissing(stack, record, `${part} goes on`)
}

async function saysWhatIsMissing(stack: SoakStack, record: Record, state: string): Promise<void> {
  const { text } = await stack.command('ci/status.ts')
  record.expect(
    state,
    `what is missing is said, with from and to: ${text}`,
    /note: .* from [\d:]+ UTC to [\d:]+ UTC/.test(text),
  )
}

const CHUNK = Buffer.alloc(1_048_576)

/** Fills the disk to the last byte for a minute. */
async function fill(stack: SoakStack, record: Record, disk: string): Promise<void> {
  record.say('parts: the disk is full')
  const file = path.join(disk, 'filling')
  const handle = await open(file, 'w')
  try {
    for (;;) await handle.write(CHUNK)
  } catch (error) {
    record.expect('the disk is full', `it is: ${error}`, String(error).includes('ENOSPC'))
  } finally {
    await handle.close()
  }
  const before = await stack.client.status()
  const { json } = await record.watch(stack, 'the disk is full', 60 * SECOND_MS)
  const { code, text } = await stack.command('ci/status.ts')
  record.expect(
    'the disk is full',
    `status says it, with exit code 3: ${text}`,
    text.includes('of the disk of') && code === 3,
  )
  record.expect('the disk is full', 'the page says it', json?.notices.some(({ kind }) => kind === 'disk-full') === true)
  const after = await stack.client.status()
  for (const name of ['web-1', 'web-2', 'prober', 'edge', 'ingress']) {
    const pids = [before, after].map(({ parts }) => parts.find(part => part.name === name)?.pid)
    record.expect('the disk is full', `${name} is the same process as before`, pids[0] === pids[1])
  }
  await rm(file)
  await sleep(SECOND_MS)
  await record.watch(stack, 'the disk has room again', 60 * SECOND_MS)
  await saysWhatIsMissing(stack, record, 'the disk has room again')
}
