/** One alert about the prober, or about what it probes. */
export interface ProberAlert {
  readonly name: string
  readonly severity: 'page' | 'ticket'
  readonly expr: string
  readonly for?: string
  readonly keepFiringFor?: string
  readonly title: string
  readonly summary: string
  /** File name under docs/runbooks/, without its ending. */
  readonly runbook: string
  /** What is broken: the hop that the prober names, the prober itself where nothing is given, or nothing yet. */
  readonly about?: 'hop' | 'nothing'
}
