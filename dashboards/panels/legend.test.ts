import { expect, test } from 'vitest'
import { legend } from './legend.ts'

test('a label is a placeholder that Grafana fills in, a number stands as it is', () => {
  expect(legend`${'probe'} · ${'path'} p${99}`).toBe('{{probe}} · {{path}} p99')
})
