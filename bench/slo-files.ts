/** A file of so many SLOs of one service, as people write them. */
export function sloFileOf(count: number): string {
  const slos = Array.from({ length: count }, (_, index) => {
    const job = `job="service-${index}"`
    return `  - name: availability-${index}
    objective: 99.9
    description: Buyers get an answer.
    labels: { tier: "1" }
    sli:
      events:
        error_query: sum(rate(http_requests_total{${job},code=~"(5..|429)"}[{{.window}}]))
        total_query: sum(rate(http_requests_total{${job}}[{{.window}}]))
    alerting:
      name: Availability${index}
      labels: { category: availability }
      annotations: { summary: Buyers get no answer }
      page_alert: { labels: { team: shop } }
      ticket_alert: { labels: { team: shop } }
`
  })
  return `version: prometheus/v1\nservice: shop\nlabels: { owner: shop }\nslos:\n${slos.join('')}`
}
