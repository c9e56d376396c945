/** Days of the calendar, `2026-11-21`, of no zone in particular. */

const DAY = 86_400_000

export const addDays = (day: string, days: number): string => new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY).toISOString().slice(0, 10)

/** 0 is Monday, as in opening hours. */
export const weekdayOf = (day: string): number => (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7

/** Monday to Sunday of the week in which the day lies. */
export function weekOf(day: string): string[] {
  const monday = addDays(day, -weekdayOf(day))
  return [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(monday, n))
}

/** The weeks, Monday to Sunday, in which the month of the day lies. */
export function monthOf(day: string): string[][] {
  const weeks = [weekOf(`${day.slice(0, 8)}01`)]
  for (;;) {
    const next = addDays(weeks.at(-1)?.[0] ?? day, 7)
    if (next.slice(0, 7) !== day.slice(0, 7)) return weeks
    weeks.push(weekOf(next))
  }
}

/** The same day so many months on, or the last one of a shorter month. */
export function addMonths(day: string, months: number): string {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + months]
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month, Math.min(Number(day.slice(8)), last), 12)).toISOString().slice(0, 10)
}
