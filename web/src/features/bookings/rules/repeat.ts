/** How an appointment repeats, as it is chosen and as the server is asked. */

/** `weeks`: every so many of them. */
export type Repeat = { kind: 'week' | 'weeks' | 'month'; every: string; ends: 'count' | 'until'; count: string; until: string }

export const weekly: Repeat = { kind: 'week', every: '2', ends: 'count', count: '4', until: '' }

/** So many of one series at most, and so far apart. */
export const most = { count: 104, every: 52 }

type Wire = { unit: 'week' | 'month'; every: number; count: number | null; until: string | null }

const whole = (typed: string, least: number, limit: number): number | null => {
  const found = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : NaN
  return found >= least && found <= limit ? found : null
}

export type Wrong = 'every' | 'count' | 'until'

/** As the server is asked, or which of the fields says nothing that can be meant. `first`: the day of the first. */
export function repeatOf({ kind, every: typed, ends, count, until }: Repeat, first: string): Wire | Wrong {
  const every = kind === 'weeks' ? whole(typed, 1, most.every) : 1
  if (every === null) return 'every'
  const unit = kind === 'month' ? 'month' : 'week'
  if (ends === 'count') {
    const times = whole(count, 2, most.count)
    return times === null ? 'count' : { unit, every, count: times, until: null }
  }
  return /^20\d\d-\d\d-\d\d$/.test(until) && until > first ? { unit, every, count: null, until } : 'until'
}
