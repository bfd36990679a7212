/** Who is written to. What is secret stands in a file, so that it is in no configuration. */
export type Receiver = { readonly secretFile: string; readonly proxy?: string } & (
  | { readonly kind: 'webhook' }
  | { readonly kind: 'telegram'; readonly chat: number }
  | { readonly kind: 'slack'; readonly channel: string }
  | { readonly kind: 'email'; readonly to: string; readonly from: string; readonly server: string }
)

const use = (name: string) => `{{ template "leadline.${name}" . }}`

/** A receiver as Alertmanager's configuration has it. */
export function receiverConfig(receiver: Receiver): object {
  return { [`${receiver.kind}_configs`]: [{ ...settingsOf(receiver), send_resolved: true }] }
}

function settingsOf(receiver: Receiver): object {
  const { secretFile, proxy } = receiver
  const http = proxy === undefined ? {} : { http_config: { proxy_url: proxy } }
  switch (receiver.kind) {
    case 'webhook':
      return { url_file: secretFile, ...http }
    case 'telegram':
      return {
        bot_token_file: secretFile,
        chat_id: receiver.chat,
        parse_mode: 'HTML',
        message: use('telegram'),
        ...http,
      }
    case 'slack':
      return {
        api_url_file: secretFile,
        channel: receiver.channel,
        title: '',
        text: use('slack'),
        fallback: use('subject'),
        ...http,
      }
    case 'email': {
      const { to, from, server } = receiver
      const texts = { headers: { Subject: use('subject') }, html: use('html'), text: use('text') }
      return { to, from, smarthost: server, auth_username: from, auth_password_file: secretFile, ...texts }
    }
  }
}
