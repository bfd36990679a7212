import { readReference, withoutVersion } from '../images/reference.ts'
import type { Site } from './model.ts'

/** What a deploy cannot do with an image, as a sentence. */
interface WrongImage {
  readonly mistake: string
}

/**
 * The site with another version of one of its images: of the owner's app, or of ours, whichever lies in the same repository.
 * An image from elsewhere is a mistake: in the place of the app it would run beside the app's secrets.
 */
export function withImage(site: Site, image: string): Site | WrongImage {
  const { app, images } = site
  const isApp = app.ownImage !== undefined && isSameRepository(app.ownImage, image)
  const isOurs = isSameRepository(images.leadline, image)
  if (!isApp && !isOurs) {
    const names = [app.ownImage, images.leadline].flatMap(each => (each === undefined ? [] : [withoutVersion(each)]))
    return { mistake: `${withoutVersion(image)} is not an image of the site file, which names ${names.join(' and ')}` }
  }
  return {
    ...site,
    app: isApp ? { ...app, ownImage: image } : app,
    images: isOurs ? { ...images, leadline: image } : images,
  }
}

function isSameRepository(one: string, other: string): boolean {
  const [a, b] = [one, other].map(readReference)
  return a?.registry === b?.registry && a?.repository === b?.repository
}
