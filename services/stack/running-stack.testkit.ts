import { Registry } from 'prom-client'
import { freePort } from '../../adapters/processes/ports.ts'
import { type ControlServer, startControl } from './control/control.ts'
import { type StatusInput, statusDocument } from './control/status-document.ts'
import { moment, page } from './stack.testkit.ts'
import { createPidFiles } from './supervise/pid-files.ts'
import { pidFolder, STACK_PID, type StackState, writeState } from './supervise/state-file.ts'

/** The real control port with a scripted stack behind it, found from a folder as a running stack is. */
export interface ScriptedStack {
  readonly state: StackState
  readonly control: ControlServer
  /** The commands that arrived. */
  readonly commands: readonly string[]
}

/** Leaves word in a folder of a stack that runs in this process; `refusal` is what it says to every drill. */
export async function startScriptedStack(
  folder: string,
  changes: Partial<StatusInput> = {},
  refusal?: string,
): Promise<ScriptedStack> {
  const port = await freePort()
  const commands: string[] = []
  const input: StatusInput = {
    siteUrl: 'https://localhost:17443/',
    startedAt: '2026-02-05T11:00:00.000Z',
    ...moment(),
    budgetGivenBackFor: undefined,
    ...changes,
  }
  const control = await startControl({
    port,
    password: 'secret',
    status: () => statusDocument(input),
    pages: () => ({ pages: [page()] }),
    metrics: new Registry(),
    notified: async () => undefined,
    async startDrill(name) {
      commands.push(`start ${name}`)
      return refusal
    },
    renewDrill: () => void commands.push('renew'),
    async endDrill() {
      commands.push('end')
    },
  })
  const state = {
    pid: process.pid,
    controlUrl: `http://leadline:secret@127.0.0.1:${port}`,
    proberUrl: 'http://127.0.0.1:1',
    prometheusUrl: 'http://127.0.0.1:1',
    release: 'abc',
    probeEnvironment: {},
  }
  await createPidFiles(pidFolder(folder)).write(STACK_PID, process.pid)
  await writeState(folder, state)
  return { state, control, commands }
}
