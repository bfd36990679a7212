import { defineConfig } from 'vitest/config'

/** How long a test looks for what must come; a busy machine is no failure. */
const PATIENCE_MILLISECONDS = 20_000

/** Three files at a time: integration tests start real programs and spend most of their time waiting for them. */
export default defineConfig({
  test: {
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.integration.test.ts'],
          testTimeout: 3 * PATIENCE_MILLISECONDS,
          expect: { poll: { timeout: PATIENCE_MILLISECONDS } },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: PATIENCE_MILLISECONDS } },
        },
      },
    ],
  },
})
