/** Days that are closed, as the screens say them. */
import type { Closure } from '@/client/types'

const DAY = 86_400_000

/** From a day to the day before it a year later, or longer: what comes every year is shorter. */
export const isWholeYear = (first: string, last: string): boolean => Date.parse(last) - Date.parse(first) >= 364 * DAY

/** Nothing of it comes any more. */
export const isOver = ({ last_on, every_year }: Pick<Closure, 'last_on' | 'every_year'>, today: string): boolean => !every_year && last_on < today
