import type { Rule } from '../rule.ts'

const OURS = /^leadline-[a-z0-9-]{1,31}$/

export const uidStable: Rule = {
  code: 'uid-stable',
  summary: 'A dashboard of ours has a uid that begins with “leadline-” and that Grafana keeps as it is.',
  why: 'Links, bookmarks and provisioning know a dashboard by its uid; Grafana cuts one that is longer than 40 characters.',
  scope: 'ours',
  check: board =>
    OURS.test(board.uid)
      ? []
      : [
          {
            path: [...board.root, 'uid'],
            message: `the uid “${board.uid}” is not one of ours`,
            help: 'Use “leadline-” and at most 31 small letters, digits and hyphens; list it in dashboards/panels/link.ts.',
          },
        ],
}
