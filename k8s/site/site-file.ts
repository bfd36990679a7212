/** The file that an owner edits. */
export const SITE_FILE = 'k8s/site.yaml'

/** A command as it has to be called for a site file: one that is not the usual must be named, or another is read and changed. */
export function commandFor(siteFile: string, command: string): string {
  return siteFile === SITE_FILE ? command : `${command} --site ${siteFile}`
}
