import { type Diagnostic, diagnosticAt, type Parsed, type SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import type { JsonPath } from '../../lib/json/path.ts'
import { placesOf } from '../../lib/json/places.ts'
import { digestOf, withoutDigest } from '../images/reference.ts'
import { LOCK_FILE, type LockedImage, PIN_COMMAND } from './images-lock.ts'
import type { Site } from './model.ts'
import { MONITORING_PROGRAMS, perProgram } from './monitoring-images.ts'
import { commandFor } from './site-file.ts'

/** An image that a site file names, with its place there. */
export interface SiteImage {
  readonly image: string
  readonly path: JsonPath
  /** Whether it is of what monitors, without which the release itself can run. */
  readonly isOfMonitoring?: true
}

/** Every image of a site: those that its file names, and those that stand for what it does not name. */
export function imagesOf({ images, app }: Site): readonly SiteImage[] {
  const own = app.ownImage === undefined ? [] : [{ image: app.ownImage, path: ['app', 'image'] }]
  const monitoring = MONITORING_PROGRAMS.map(name => ({
    image: images.monitoring[name],
    path: ['images', 'monitoring', name],
    isOfMonitoring: true as const,
  }))
  return [{ image: images.leadline, path: ['images', 'leadline'] }, ...own, ...monitoring]
}

/** Reports problems with images of a site file at their places. */
export function reportImages(
  file: SourceFile,
  problems: readonly (readonly [image: SiteImage, problem: Pick<Diagnostic, 'code' | 'message' | 'help'>])[],
): readonly Diagnostic[] {
  const place = placesOf(file)
  return problems.map(([{ path }, problem]) => diagnosticAt(file, place(path), { severity: 'error', ...problem }))
}

/**
 * The site with every image by its digest: its own, or that of the lock file. One without is reported, and so is one that
 * lacks a processor of the nodes, for what runs in production must be the same on every node and on every day.
 */
export function pinnedSite(file: SourceFile, site: Site, lock: readonly LockedImage[]): Parsed<Site> {
  const problems = imagesOf(site).flatMap(named => {
    const problem = problemOf(named.image, site, lock, commandFor(file.path, PIN_COMMAND))
    return problem === undefined ? [] : [[named, problem] as const]
  })
  const { app, images } = site
  const ownImage = app.ownImage && pinned(app.ownImage, lock)
  const value = {
    ...site,
    app: { ...app, ownImage },
    images: {
      ...images,
      leadline: pinned(images.leadline, lock),
      monitoring: perProgram(name => pinned(images.monitoring[name], lock)),
    },
  }
  return { value, diagnostics: reportImages(file, problems) }
}

function entryOf(image: string, lock: readonly LockedImage[]): LockedImage | undefined {
  const digest = digestOf(image)
  return lock.find(entry => entry.image === withoutDigest(image) && (digest === undefined || digest === entry.digest))
}

function pinned(image: string, lock: readonly LockedImage[]): string {
  const entry = digestOf(image) === undefined ? entryOf(image, lock) : undefined
  return entry === undefined ? image : `${image}@${entry.digest}`
}

function problemOf(
  image: string,
  { images: { platforms } }: Site,
  lock: readonly LockedImage[],
  pin: string,
): Pick<Diagnostic, 'code' | 'message' | 'help'> | undefined {
  const entry = entryOf(image, lock)
  if (entry === undefined) {
    if (digestOf(image) !== undefined) return undefined
    const help = `\`${pin}\` writes the digest that it has now into ${LOCK_FILE}; commit that file.`
    return { code: 'unpinned-image', message: `The image ${image} is not pinned`, help }
  }
  const lacking = platforms.filter(platform => !entry.platforms.includes(platform))
  if (lacking.length === 0) return undefined
  const message = `The image ${image} was pinned without ${lacking.join(' and ')}`
  const help = `Build it for every processor of images.platforms, then \`${pin}\`.`
  return { code: 'platform-missing', message, help }
}
