/** The web app's program, in the repository and in its image. */
export const WEB_FILE = 'services/web/main.ts'
