import { expect, test } from 'vitest'
import { setAsideText, unusableOfAlertmanager, unusableOfPrometheus } from './unusable-data.ts'

const prometheus = (error: string) => [
  'ts=2026-02-05T12:00:00.000Z caller=main.go:512 level=info msg="Starting Prometheus Server"',
  `ts=2026-02-05T12:00:00.100Z caller=main.go:1127 level=error err="${error}"`,
]
const alertmanager = (error: string) => [
  'ts=2026-02-05T12:00:00.000Z caller=main.go:241 level=info msg="Starting Alertmanager"',
  `ts=2026-02-05T12:00:00.100Z caller=main.go:293 level=error err="${error}"`,
]

test.each([
  'opening storage failed: open DB in data: no space left on device',
  'opening storage failed: lock DB directory: resource temporarily unavailable',
  'opening storage failed: open data/wal: permission denied',
  'error starting web server: listen tcp 127.0.0.1:9090: bind: address already in use',
])('it is not the data of Prometheus that is at fault: %s', error => {
  expect(unusableOfPrometheus(prometheus(error))).toBeUndefined()
})

test('a panic counts as one of the data only where the storage stands in its trace', () => {
  const trace = (file: string) => [
    'unexpected fault address 0x7f2a5c0f7ff8',
    'fatal error: fault',
    '[signal SIGBUS: bus error code=0x2 addr=0x7f2a5c0f7ff8 pc=0x46ad31]',
    `\t/build/prometheus/${file}:210 +0x1a5`,
  ]
  expect(unusableOfPrometheus(trace('tsdb/chunks/head_chunks.go'))?.files).toEqual(['wal', 'wbl', 'chunks_head'])
  expect(unusableOfPrometheus(trace('web/web.go'))).toBeUndefined()
})

test.each(['open /data/nflog: permission denied', 'listen tcp: address already in use', 'no configuration'])(
  'it is not the data of Alertmanager that is at fault: %s',
  error => expect(unusableOfAlertmanager(alertmanager(error))).toBeUndefined(),
)

test('the sentence names the reason, what goes on without what, and where that lies', () => {
  const found = unusableOfAlertmanager(alertmanager('proto: illegal wireType 6 \u001b[31m'))
  if (found === undefined) throw new Error('not seen')
  expect(setAsideText('alertmanager', found, ['/data/nflog.broken-1', '/data/silences.broken-1'])).toBe(
    'alertmanager could not use its data (proto: illegal wireType 6 \ufffd[31m), and goes on without its silences, which are to be made again, and what it had sent: they lie at /data/nflog.broken-1, /data/silences.broken-1, and can be moved back while the stack is stopped',
  )
})
