import { html } from '../../../lib/html.ts'
import { renderDocument, type Site } from './document.ts'

interface Message {
  readonly title: string
  readonly sentence: string
}

/** The messages shown in place of a page. */
const MESSAGES: Readonly<Record<number, Message>> = {
  400: { title: 'The request cannot be read', sentence: 'It is not valid HTTP.' },
  404: { title: 'There is nothing here', sentence: 'The address may be misspelt.' },
  405: { title: 'This page can only be read', sentence: 'Ask for it with GET or HEAD.' },
  421: { title: 'This is another site', sentence: 'The site is not called by this name.' },
  500: {
    title: 'This page failed',
    sentence: 'The app met an error of its own.',
  },
}

/** What failed is most often the status page itself, so what leads out of it is the same address. */
const TRY_AGAIN = html`<a href="">Try again</a>`
const TO_STATUS = html`<a href="/">To the status page</a>`

/** A page that says, in the same style, why there is no other. */
export function renderMessagePage(site: Site, status: number, requestId = ''): string {
  const { title, sentence } = MESSAGES[status] ?? { title: `Status ${status}`, sentence: '' }
  return renderDocument(site, {
    title: `${title} · Leadline`,
    tone: status >= 500 ? 'bad' : 'blind',
    body: html`<section class="hero tone-${status >= 500 ? 'bad' : 'blind'}">
<p class="code">${status}</p>
<h1>${title}</h1>
<p>${sentence}${status >= 500 ? html` It is in the log under the request id <code>${requestId}</code>.` : ''}</p>
<p class="age">${status >= 500 ? TRY_AGAIN : TO_STATUS}</p>
</section>`,
  })
}
