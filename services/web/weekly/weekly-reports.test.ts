import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../../../adapters/log.ts'
import type { MadeReport } from './make-report.ts'
import { createWeeklyReports, type WeeklyDeps } from './weekly-reports.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline weekly-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const page = (text: string): MadeReport => ({ kind: 'made', page: `<style>b { }</style>${text}` })

/** Reports on 30 November 2026, a Monday; `answers` by week, a page where there is none. */
function reportsOf(answers: Readonly<Record<string, MadeReport>> = {}, deps: Partial<WeeklyDeps> = {}) {
  const asked: string[] = []
  const lines: string[] = []
  const reports = createWeeklyReports({
    folder,
    now: () => new Date('2026-11-30T00:05:00Z'),
    log: createLog({ write: line => void lines.push(line), now: () => new Date(0) }),
    make: async ({ name }) => {
      asked.push(name)
      return answers[name] ?? page(name)
    },
    ...deps,
  })
  return { reports, asked, lines }
}

test('every missing one of the last twelve weeks is made, the newest first, and made once', async () => {
  writeFileSync(path.join(folder, '2026-W47.html'), 'kept')
  const { reports, asked } = reportsOf()
  await reports.makeMissing()
  const weeks = ['48', '47', '46', '45', '44', '43', '42', '41', '40', '39', '38', '37'].map(week => `2026-W${week}`)
  expect(reports.list()).toEqual({ weeks, problem: undefined })
  expect(asked).toEqual(weeks.filter(week => week !== '2026-W47'))
  await reports.makeMissing()
  expect(asked).toHaveLength(11)
})

test('one that is older than twelve weeks is taken away, and nothing else in the folder', async () => {
  for (const file of ['2026-W36.html', 'notes.html', 'README']) writeFileSync(path.join(folder, file), '')
  await reportsOf().reports.makeMissing()
  expect(readdirSync(folder).filter(file => !/W(3[7-9]|4\d)/.test(file))).toEqual(['README', 'notes.html'])
})

test('weeks without data have no report, and Prometheus is not asked for them again', async () => {
  const nothing = Object.fromEntries(
    Array.from({ length: 10 }, (_, back) => [`2026-W${46 - back}`, { kind: 'nothing' }]),
  )
  const { reports, asked, lines } = reportsOf(nothing as Record<string, MadeReport>)
  await reports.makeMissing()
  await reports.makeMissing()
  expect(reports.list()).toEqual({ weeks: ['2026-W48', '2026-W47'], problem: undefined })
  expect(asked).toHaveLength(12)
  expect(lines.filter(line => line.includes('error'))).toEqual([])
})

test('one that cannot be made is tried again later, is said on the page, and in the log once', async () => {
  const answers: Record<string, MadeReport> = { '2026-W47': { kind: 'failed', problem: 'connection refused' } }
  const { reports, asked, lines } = reportsOf(answers)
  await reports.makeMissing()
  await reports.makeMissing()
  expect(reports.list()).toEqual({
    weeks: ['2026-W48'],
    problem: 'The report of 2026-W47 is not made yet: connection refused',
  })
  expect(asked).toEqual(['2026-W48', '2026-W47', '2026-W47'])
  expect(lines.filter(line => line.includes('no weekly report'))).toHaveLength(1)
  answers['2026-W47'] = page('late')
  await reports.makeMissing()
  expect(reports.list().problem).toBeUndefined()
  expect(reports.list().weeks).toHaveLength(12)
})

test('a folder that cannot be written is said, and ends nothing', async () => {
  const file = path.join(folder, 'a-file')
  writeFileSync(file, '')
  const { reports, lines } = reportsOf({}, { folder: file })
  await reports.makeMissing()
  expect(reports.list().problem).toMatch(/^Weekly reports cannot be kept: .*ENOTDIR/)
  expect(lines).toHaveLength(1)
})

test('two that ask at the same time make each report once', async () => {
  const { reports, asked } = reportsOf()
  await Promise.all([reports.makeMissing(), reports.makeMissing()])
  expect(asked).toHaveLength(12)
})

test('a report is answered with the style that it carries, and only by the name of a week', async () => {
  const { reports } = reportsOf()
  await reports.makeMissing()
  expect(await reports.page('2026-W48')).toEqual({ html: '<style>b { }</style>2026-W48', style: 'b { }' })
  expect(await reports.page('2026-W01')).toBeUndefined()
  expect(await reports.page('../2026-W48')).toBeUndefined()
})
