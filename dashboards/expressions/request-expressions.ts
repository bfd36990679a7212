import { LABELS } from '../../services/web/contract/labels.ts'

/** Matches server errors; Traefik uses the same name for the label of the status code as the app. */
export const SERVER_ERRORS = { [LABELS.code]: ['=~', '5..'] } as const
