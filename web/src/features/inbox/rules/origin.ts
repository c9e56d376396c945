/** Where in custody the events of a conversation, or of one of its messages, are found: the search of that screen's address. */

type Asked = { conversation: string; message?: string }

const before = (day: string, days: number): string => new Date(Date.parse(`${day}T12:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)

/** A month back, as long as raw events are kept at least; of a message from its own day on, where that is no longer ago than custody's
 * longest range (a message stamped by the phone may be dated a day after it came, or come long after it was written). */
export function originOf(today: string, asked: Asked, day?: string): Asked & { first: string; last: string } {
  const earliest = before(today, 390)
  const first = day ? before(day < today ? day : today, 1) : before(today, 29)
  return { ...asked, first: first > earliest ? first : earliest, last: today }
}
