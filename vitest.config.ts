import { defineConfig } from 'vitest/config'

/** How long a test looks for what must come; a busy machine is no failure. */
const PATIENCE_MILLISECONDS = 20_000

/** Tests in which a gate asks several times a second: beside others it finds, rightly, that its machine is too busy to judge. */
const REAL_TIME = 'ci/release/deploy/real-time.integration.test.ts'

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
          exclude: ['**/node_modules/**', REAL_TIME],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: PATIENCE_MILLISECONDS } },
        },
      },
      {
        test: {
          name: 'real-time',
          include: [REAL_TIME],
          // After all others, and alone.
          sequence: { groupOrder: 1 },
          hookTimeout: 60_000,
          expect: { poll: { timeout: PATIENCE_MILLISECONDS } },
        },
      },
    ],
  },
})
