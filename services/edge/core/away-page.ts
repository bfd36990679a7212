/** The status page's style in brief: this page must be self-contained, for nothing else can be fetched. */
const STYLE =
  ':root{color-scheme:light dark}' +
  'body{margin:0;padding:12vh 1.25rem;background:#f3f5f8;color:#16212e;font:16px/1.5 system-ui,sans-serif}' +
  'main{max-width:40rem;margin:auto;padding:1.5rem 1.75rem;background:#fde7e7;border:1px solid #dde3ea;border-left:6px solid #b8202a;border-radius:12px}' +
  'h1{margin:0 0 .5rem;font-size:1.75rem;line-height:1.2}p{margin:0 0 .5rem}small{color:#55616f;overflow-wrap:anywhere}' +
  '@media(prefers-color-scheme:dark){body{background:#0d141c;color:#e8eef5}main{background:#3b171b;border-color:#263342 #263342 #263342 #ff8080}small{color:#9fafc0}}'

/**
 * What a visitor sees when the edge itself has to answer: what failed, what to do, and the id to quote to the operator. It
 * stands in a double-quoted string of Nginx' configuration, which replaces `$request_id`.
 */
export const AWAY_PAGE =
  "<!doctype html><html lang='en'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width'>" +
  `<title>The service does not answer</title><style>${STYLE}</style></head><body><main>` +
  '<h1>The service does not answer</h1>' +
  '<p>Your request reached our edge server, but the service behind it did not answer. Please try again in a minute.</p>' +
  '<small>Request $request_id</small></main></body></html>'
