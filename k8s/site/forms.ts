import { isVersioned } from '../images/reference.ts'
import type { Receiver } from './model.ts'

/** The form that a value must have to be written unquoted into Nginx, a shell, PromQL and manifests alike. */
export interface Form {
  readonly code: string
  /** What the value is, in a message: `a host name`. */
  readonly noun: string
  readonly isGood: (text: string) => boolean
  readonly help: string
}

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'
const HOST = new RegExp(`^(?=.{1,253}$)${LABEL}(\\.${LABEL})+$`)
const IPV4 = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/
/** What no packet can be sent to on another machine: this host, a group, everyone, a link that has to be named too. */
const NO_MACHINE = [/^(0|127|22[4-9]|2[3-5]\d)\./, /^(::1?|ff.*|fe[89ab].*)$/]
const OBJECT = new RegExp(`^(?=.{1,253}$)${LABEL}(\\.${LABEL})*$`)
const IMAGE =
  /^(?=.{1,512}$)([a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?\/)?[a-z0-9]+([._/-]+[a-z0-9]+)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/

const REGISTRY = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/

/** An address of IPv6 that is not one of IPv4 in another form, which Kubernetes warns about and some proxies take for the other. */
function isIpv6(text: string): boolean {
  return (
    /^[\da-f:]*:[\da-f:]*$/.test(text) && URL.canParse(`http://[${text}]/`) && !sameAddress(text).startsWith('::ffff:')
  )
}

/** A network by its first address, of one machine or of at most a private range. */
function isNetwork(text: string): boolean {
  const [address = '', length = '', ...more] = text.split('/')
  const bits = bitsOf(address)
  if (bits === undefined || more.length > 0 || !/^\d{1,3}$/.test(length)) return false
  const [shortest, longest] = bits.length === 32 ? [8, 32] : [7, 128]
  const size = Number(length)
  return size >= shortest && size <= longest && !bits.slice(size).includes('1')
}

/** The bits of an address, as text; undefined for what is none. */
function bitsOf(address: string): string | undefined {
  if (IPV4.test(address))
    return address
      .split('.')
      .map(part => Number(part).toString(2).padStart(8, '0'))
      .join('')
  if (!isIpv6(address)) return undefined
  const [start = '', end] = sameAddress(address).split('::')
  const [first, last] = [start, end ?? ''].map(part => part.split(':').filter(group => group !== '')) as [
    string[],
    string[],
  ]
  const groups = [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last]
  return groups.map(group => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('')
}

/** An address as there is only one spelling of it; two of one machine are then the same text. */
export function sameAddress(text: string): string {
  return text.includes(':') ? new URL(`http://[${text}]/`).hostname.slice(1, -1) : text
}

export const HOST_NAME: Form = {
  code: 'bad-host-name',
  noun: 'a host name',
  // A last label of digits alone would be read as an address.
  isGood: text => HOST.test(text) && !/(^|\.)\d+$/.test(text),
  help: 'Write it without https:// and path, in lower case, with at least one dot: www.example.org; other letters as xn--….',
}

export const IP_ADDRESS: Form = {
  code: 'bad-address',
  noun: 'an IP address',
  isGood: text => (IPV4.test(text) || isIpv6(text)) && !NO_MACHINE.some(form => form.test(text)),
  help: 'Write the address of one machine without port, such as 192.168.1.10 or fd00::10; one of IPv4 in its own form.',
}

export const NETWORK: Form = {
  code: 'bad-network',
  noun: 'a network',
  isGood: isNetwork,
  help: 'Write its first address and the length, such as 192.168.1.0/24 or fd00::/64, and no network of half the world; lan_only: [] lets everyone in.',
}

export const FILE_PATH: Form = {
  code: 'bad-file',
  noun: 'a file',
  isGood: text => /^(?!.*\/\/)(?!.*\/\.\.?\/)\/[\w.@+/-]{1,200}$/.test(text),
  help: 'Write its whole path with letters, digits and . _ @ + - only, such as /etc/ssl/private/site.key.',
}

export const EMAIL: Form = {
  code: 'bad-email',
  noun: 'an address of email',
  isGood: text => /^[\w.+-]{1,64}@[\w.-]{1,135}$/.test(text),
  help: 'Write one address: oncall@example.org.',
}

export const NGINX_VERSION: Form = {
  code: 'bad-version',
  noun: 'a minor version of Nginx',
  isGood: text => /^1\.[1-9]\d$/.test(text) && Number(text.slice(2)) >= 22,
  help: "Write both parts in quotation marks, from '1.22' on: `nginx -v` names it.",
}

export const REPOSITORY: Form = {
  code: 'bad-repository',
  noun: 'the address of a repository',
  isGood: text => /^https:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[\w.~-]+)+$/.test(text),
  help: 'Write it as a browser shows it, such as https://github.com/owner/repository.',
}

export const URL_PATH: Form = {
  code: 'bad-path',
  noun: 'a path',
  isGood: text => /^\/[\w.~/-]{0,200}$/.test(text),
  help: 'Write a slash, then letters, digits and . _ ~ / - only, such as /healthz.',
}

export const IMAGE_NAME: Form = {
  code: 'bad-image',
  noun: 'an image',
  isGood: text => IMAGE.test(text) && isVersioned(text),
  help: 'Write registry/name:tag, which `npm run images -- pin` looks up, or registry/name@sha256:… with the digest that the push printed.',
}

export const PLAIN_REGISTRY: Form = {
  code: 'bad-registry',
  noun: 'a registry',
  isGood: text => REGISTRY.test(text),
  help: 'Write host and port as images begin with it, without http://, such as 192.168.1.10:5000.',
}

export const OBJECT_NAME: Form = {
  code: 'bad-object-name',
  noun: 'the name of a secret',
  isGood: text => OBJECT.test(text),
  help: 'Kubernetes takes lower-case letters, digits, "-" and ".".',
}

export const SECRET_KEY: Form = {
  code: 'bad-secret-key',
  noun: 'a key of a secret',
  isGood: text => /^(?!\.$|\.\.)[-._a-zA-Z0-9]{1,253}$/.test(text),
  help: 'Kubernetes takes letters, digits and - . _',
}

export const QUANTITY: Form = {
  code: 'bad-quantity',
  noun: 'a size',
  isGood: text => /^[1-9]\d{0,5}(Mi|Gi|Ti)$/.test(text),
  help: 'Write a whole number with Mi, Gi or Ti: 20Gi.',
}

export const MINOR_VERSION: Form = {
  code: 'bad-version',
  noun: 'a minor version of Kubernetes',
  isGood: text => /^1\.[1-9]\d?$/.test(text),
  help: "Write both parts in quotation marks: '1.34'. `kubectl version` names the server’s.",
}

export const CLUSTER_UID: Form = {
  code: 'bad-uid',
  noun: 'the UID of a namespace',
  isGood: text => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
  help: "Take it from `kubectl get namespace kube-system -o jsonpath='{.metadata.uid}'`.",
}

function recipient(noun: string, form: RegExp, help: string): Form {
  return { code: 'bad-recipient', noun, isGood: text => form.test(text), help }
}

export const MAIL_SERVER: Form = {
  code: 'bad-mail-server',
  noun: 'a mail server',
  isGood: text => /^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?:(465|587)$/.test(text),
  help: 'Write its name and port 465 or 587: smtp.example.org:587.',
}

/** Who gets it, by the kind of receiver. */
export const RECIPIENTS: Readonly<Record<Receiver['kind'], Form>> = {
  email: { ...EMAIL, code: 'bad-recipient' },
  telegram: recipient(
    'a chat of telegram',
    /^-?\d{1,15}$/,
    "Write its number in quotation marks, such as '-1001234567890': Alertmanager takes no name.",
  ),
  slack: recipient('a channel of slack', /^[\w.-]{1,80}$/, 'Write its name without #.'),
  webhook: recipient('who gets it from a webhook', /^$/, 'Remove it: the address stands in the secret.'),
}
