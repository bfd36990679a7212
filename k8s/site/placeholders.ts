import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'

/** `<the name of the site>`: what the file that comes with the repository has where an owner writes. */
const PLACEHOLDER = /^<[^<>]*>$/

/** A reader that reports every placeholder, and takes its value for an absent one. */
export function withoutPlaceholders(yaml: YamlReader): YamlReader {
  const report = (map: YamlMap, key: string, text: string): void => {
    const message = `"${key}" is not filled in: ${text}`
    yaml.report('placeholder', message, yaml.itemNode(map, key, text), 'Write your own value.')
  }
  return {
    ...yaml,
    string(map, key) {
      const text = yaml.string(map, key)
      if (text === undefined || !PLACEHOLDER.test(text)) return text
      report(map, key, text)
      return undefined
    },
    texts(map, key) {
      const texts = yaml.texts(map, key)
      const left = texts.filter(text => PLACEHOLDER.test(text))
      for (const text of left) report(map, key, text)
      return texts.filter(text => !left.includes(text))
    },
  }
}
