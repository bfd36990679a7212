/** `--scrape`: how often the Prometheus behind live data scrapes. */
export const SCRAPE_OPTION = {
  type: 'string',
  value: 'SECONDS',
  default: '15',
  parse: (text: string): number | undefined => (Number(text) > 0 ? Number(text) : undefined),
  need: 'a number of seconds',
} as const
