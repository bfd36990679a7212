import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { repositorySlos } from '../../services/stack/drill/drills.testkit.ts'
import { clusterDrillsSection } from './document.ts'

test('the guide to drills ends with what is promised of those in a cluster', () => {
  const guide = readFileSync(path.join(import.meta.dirname, '../../docs/drills.md'), 'utf8')
  expect(guide.slice(guide.indexOf('## In a cluster'))).toBe(clusterDrillsSection(repositorySlos()))
})
