/**
 * How many samples one look at a board may load in the healthy fixture (three routes by two probers, two instances, three nodes, a
 * scrape a minute). Prometheus refuses a query above 50 million by default, and each open browser looks again at each
 * refresh.
 */
export const COST_BUDGETS: Readonly<Record<string, number>> = {
  'leadline-home': 300_000,
  'leadline-slo-overview': 40_000,
  'leadline-slo-detail': 150_000,
  'leadline-probes': 300_000,
  'leadline-probe-detail': 100_000,
  'leadline-app': 500_000,
  'leadline-cluster': 150_000,
  'leadline-release': 300_000,
  'leadline-watcher': 200_000,
}
