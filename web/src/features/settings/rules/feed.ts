/** Why a feed (.ics) could not be read, as the server keeps it: `away:404`, `unreadable:cut`. */
export const feedProblems = ['gone', 'closed', 'status', 'too_large', 'private', 'redirects', 'insecure', 'unreachable', 'timeout', 'no_calendar', 'cut', 'too_many_events', 'too_much', 'not_readable'] as const

type Problem = (typeof feedProblems)[number]

const words: Record<string, Problem> = {
  'away:too_large': 'too_large',
  'away:unreachable': 'unreachable',
  'away:timeout': 'timeout',
  'away:encoded': 'not_readable',
  'away:address_not_public': 'private',
  'away:address_redirects': 'redirects',
  'away:address_host': 'insecure',
  'away:address_scheme': 'insecure',
  'unreadable:no_calendar': 'no_calendar',
  'unreadable:cut': 'cut',
  'unreadable:too_many_events': 'too_many_events',
  'unreadable:too_slow': 'too_much',
  'unreadable:too_much': 'too_much',
  'unreadable:not_readable': 'not_readable',
}

/** What to say of it, with the number that the address answered where it did; null where there are no words for it. */
export function feedProblem(reason: string | null): { what: Problem; status?: string } | null {
  const status = /^away:(\d{3})$/.exec(reason ?? '')?.[1]
  if (status) return { what: ['404', '410'].includes(status) ? 'gone' : ['401', '403'].includes(status) ? 'closed' : 'status', status }
  const what = words[reason ?? '']
  return what ? { what } : null
}
