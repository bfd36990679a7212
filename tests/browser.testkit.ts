import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'
import { findProgram } from '../adapters/processes/programs.ts'

/** The browser that tests open pages in; undefined where none is installed. */
export const BROWSER = findProgram(
  ['chromium', 'chromium-browser', 'chromium-headless-shell', 'google-chrome'],
  process.env.PATH ?? '',
)

/** How a page is looked at. */
export interface Look {
  readonly width: number
  readonly scheme: 'light' | 'dark'
}

/** A real Chromium without a window. */
export interface Browser {
  /** What an expression gives in a page, once that is loaded; a promise is waited for. */
  inPage(url: string, look: Look, expression: string): Promise<unknown>
  close(): Promise<void>
}

const READY_WITHIN_MS = 30_000

/** Starts Chromium with a profile of its own; the protocol is that of https://chromedevtools.github.io/devtools-protocol/. */
export async function startBrowser(program: string): Promise<Browser> {
  const profile = await mkdtemp(path.join(tmpdir(), 'leadline-browser-'))
  // The sandbox cannot be had as root; the pages are our own.
  const args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', 'about:blank']
  const child = spawn(program, [`--user-data-dir=${profile}`, ...args], { stdio: 'ignore' })
  const socket = new WebSocket(await debuggerUrl(child, profile))
  await once(socket, 'open')
  const call = caller(socket)
  return {
    async inPage(url, { width, scheme }, expression) {
      const { targetId } = await call('Target.createTarget', { url: 'about:blank' })
      const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true })
      const inTab = (method: string, params: object = {}) => call(method, params, String(sessionId))
      await inTab('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false })
      await inTab('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
      await inTab('Page.enable')
      await inTab('Page.navigate', { url })
      await loaded(inTab)
      const answer = await inTab('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
      await call('Target.closeTarget', { targetId })
      if (answer.exceptionDetails !== undefined) throw new Error(JSON.stringify(answer.exceptionDetails))
      return (answer.result as { value: unknown }).value
    },
    async close() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      socket.terminate()
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

type Answer = Readonly<Record<string, unknown>>
type Call = (method: string, params?: object, sessionId?: string) => Promise<Answer>

/** Waits until the page that was asked for is there, and whole. */
async function loaded(inTab: (method: string, params?: object) => Promise<Answer>): Promise<void> {
  const expression = 'document.readyState === "complete" && location.href !== "about:blank"'
  for (let waited = 0; waited < READY_WITHIN_MS; waited += 50) {
    const { result } = await inTab('Runtime.evaluate', { expression, returnByValue: true })
    if ((result as { value: unknown }).value === true) return
    await sleep(50)
  }
  throw new Error('The page was never loaded')
}

/** Sends commands, each with a number by which its answer is known. */
function caller(socket: WebSocket): Call {
  const waiting = new Map<number, (answer: Answer) => void>()
  let last = 0
  socket.on('message', data => {
    const message = JSON.parse(String(data)) as { id?: number; result?: Answer; error?: Answer }
    const settle = waiting.get(message.id ?? 0)
    if (settle !== undefined) settle(message.result ?? { exceptionDetails: message.error })
  })
  return (method, params = {}, sessionId = undefined) =>
    new Promise(resolve => {
      const id = ++last
      waiting.set(id, resolve)
      socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }))
    })
}

/** Chromium writes its port and path into its profile when it listens. */
async function debuggerUrl(child: ChildProcess, profile: string): Promise<string> {
  for (let waited = 0; waited < READY_WITHIN_MS && child.exitCode === null; waited += 50) {
    const text = await readFile(path.join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '')
    const [port, where] = text.split('\n')
    if (where !== undefined && where !== '') return `ws://127.0.0.1:${port}${where}`
    await sleep(50)
  }
  throw new Error(`Chromium does not listen; it ended with ${child.exitCode}`)
}
