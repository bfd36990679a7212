import { defineConfig } from 'vitest/config'

/** Three files at a time: integration tests start real programs and spend most of their time waiting for them. */
export default defineConfig({
  test: {
    maxWorkers: 3,
    projects: [
      {
        test: { name: 'unit', include: ['**/*.test.ts'], exclude: ['**/node_modules/**', '**/*.integration.test.ts'] },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
