import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeFolder, scratchFolder } from '../plan/part.testkit.ts'
import { createEdgeCertificate } from './edge-certificate.ts'

let folder = ''
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => removeFolder(folder))

const TEXT = 'ssl_certificate "/c/server.pem";\nssl_certificate_key "/c/server.key";\nlisten 443;\n'

test('the edge is given the faulty certificate and its key, and its own again, and reads each', async () => {
  const file = path.join(folder, 'nginx.conf')
  writeFileSync(file, TEXT)
  const signals: string[] = []
  const serve = createEdgeCertificate({
    file,
    text: TEXT,
    served: { certificateFile: '/c/server.pem', keyFile: '/c/server.key' },
    make: async fault => ({ certificateFile: `/c/${fault}.pem`, keyFile: `/c/${fault}.key` }),
    supervisor: { signal: (name, signal) => void signals.push(`${signal} ${name}`) },
  })
  await serve('expired')
  expect(readFileSync(file, 'utf8')).toBe(TEXT.replaceAll('server', 'expired'))
  await serve(undefined)
  expect(readFileSync(file, 'utf8')).toBe(TEXT)
  expect(signals).toEqual(['SIGHUP edge', 'SIGHUP edge'])
})
