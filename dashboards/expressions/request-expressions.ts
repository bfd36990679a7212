import { LABELS } from '../../services/web/contract/labels.ts'

/** Matches answers that are the server's fault; Traefik names the label of the status code as the app does. */
export const SERVER_ERRORS = { [LABELS.code]: ['=~', '5..'] } as const
