import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { minutes, seconds } from '../../../lib/duration.ts'
import { exampleSlo } from '../../../slo/definition/slo.testkit.ts'
import { renderSloList } from '../core/slo-list.ts'
import { makeReport, type ReportBounds } from './make-report.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'leadline report-'))
const sloList = path.join(folder, 'slos.json')
const END = Date.parse('2026-11-30T00:00:00Z') / 1000
const BOUNDS: ReportBounds = { deadline: minutes(1), heapMebibytes: 48 }

let silent: Server
beforeAll(async () => {
  const slo = exampleSlo(
    'version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99.9, sli: { probe: { probe: home, path: edge } }, alerting: { name: ShopHome } }]\n',
  )
  writeFileSync(sloList, renderSloList([slo]))
  writeFileSync(path.join(folder, 'old.json'), '{ "slos": [] }')
  silent = createServer(() => undefined).listen(0, '127.0.0.1')
  await new Promise(resolve => silent.once('listening', resolve))
})
afterAll(() => {
  silent.closeAllConnections()
  silent.close()
  rmSync(folder, { recursive: true, force: true })
})

const address = () => `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
const never = new AbortController().signal
const order = (prometheusUrl: string) => ({ prometheusUrl, sloList, endSeconds: END })

test('a Prometheus that is not there is the reason', async () => {
  const made = await makeReport(order('http://127.0.0.1:1'), never, BOUNDS)
  expect(made).toEqual({ kind: 'failed', problem: expect.stringContaining('ECONNREFUSED') })
})

test('one that does not answer ends at the deadline', async () => {
  const made = await makeReport(order(address()), never, { ...BOUNDS, deadline: seconds(1) })
  expect(made).toEqual({ kind: 'failed', problem: 'it takes longer than 1 s' })
})

test('the end of the page ends it', async () => {
  const controller = new AbortController()
  const making = makeReport(order(address()), controller.signal, BOUNDS)
  controller.abort()
  expect(await making).toEqual({ kind: 'failed', problem: 'the page ends' })
})

test('one that needs more memory than it may have ends alone', async () => {
  const made = await makeReport(order(address()), never, { ...BOUNDS, heapMebibytes: 1 })
  expect(made).toEqual({
    kind: 'failed',
    problem: expect.stringMatching(/^its process ended without a report \((SIG|exit code)/),
  })
})

test('a list without definitions, as an older release wrote it, is the reason', async () => {
  const made = await makeReport({ ...order(address()), sloList: path.join(folder, 'old.json') }, never, BOUNDS)
  expect(made).toEqual({ kind: 'failed', problem: expect.stringContaining('holds no definitions') })
})
