import { expect, test } from 'vitest'
import { commandFor, SITE_FILE } from './site-file.ts'

test('a command names a site file that is not the usual one', () => {
  expect(commandFor(SITE_FILE, 'npm run images -- pin')).toBe('npm run images -- pin')
  expect(commandFor('k8s/staging.yaml', 'npm run images -- pin')).toBe('npm run images -- pin --site k8s/staging.yaml')
})
