/** What people should know about one code: why it is a mistake, and the same file with and without it. */
export interface DiagnosticEntry {
  readonly why: string
  readonly bad: string
  readonly good: string
  /** What kind of file the examples are; SLO definitions when absent. */
  readonly of?: 'windows' | 'incident' | 'live'
}

export type DiagnosticEntries = Readonly<Record<string, DiagnosticEntry>>
