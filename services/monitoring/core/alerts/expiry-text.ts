/** When something ends, of an alert whose value is the seconds until then: "in -1h 0m 54s" is no time that a person reads. */
export const EXPIRY_TEXT =
  '{{ if gt $value 0.0 }}expires in {{ $value | humanizeDuration }}{{ else }}has expired{{ end }}'
