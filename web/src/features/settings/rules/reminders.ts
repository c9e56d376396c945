/** How long before the start: minutes on the wire, an amount and a unit on the screen; and what a template's values begin with. */
import type { Template } from '@/client/types'

export const units = { minutes: 1, hours: 60, days: 1440 } as const
export type Unit = keyof typeof units
export const LEAST = 15
export const MOST = 14 * 1440
export const MOST_LEADS = 5

/** In the largest unit that it is a whole number of. */
export function spelled(lead: number): { amount: number; unit: Unit } {
  const unit: Unit = lead % units.days === 0 ? 'days' : lead % units.hours === 0 ? 'hours' : 'minutes'
  return { amount: lead / units[unit], unit }
}

export const isLead = (lead: number): boolean => Number.isInteger(lead) && lead >= LEAST && lead <= MOST

/** Sixteen hours at most, past midnight too; the same time twice is no stretch. */
export function isQuiet(since: string, until: string): boolean {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
  if (!/^\d{2}:\d{2}/.test(since) || !/^\d{2}:\d{2}/.test(until)) return false
  const long = (minutes(until) - minutes(since) + 1440) % 1440
  return long > 0 && long <= 16 * 60
}

export type Slot = { key: string; part: 'header' | 'body' | 'button'; no: number; name: string | null; example: string | null; isNeeded: boolean }

/** What the template asks for and a text can give. */
export function slotsOf(template: Pick<Template, 'slots'>): Slot[] {
  return template.slots
    .filter(({ kind }) => kind === 'text' || kind === 'payload')
    .map(({ key, name, example, is_needed }) => {
      const [part, no] = key.split('.')
      const isButton = part === 'button'
      return { key, part: isButton ? 'button' : part === 'header' ? 'header' : 'body', no: Number(no) + (isButton ? 1 : 0) || 1, name, example, isNeeded: is_needed }
    })
}

const inTurn = ['{{nome}}', '{{o_que}}', '{{quando}}', '{{onde}}', '{{link}}']
const byExample: [RegExp, string][] = [
  [/^\d{1,2}[h:]\d{0,2}/, '{{hora}}'],
  [/\d{1,2}\/\d{1,2}.*\d{1,2}[h:]/, '{{quando}}'],
  [/[a-zç]+-feira.*\d{1,2}\/\d{1,2}/i, '{{dia}}, {{data}}'],
  [/^\d{1,2}\/\d{1,2}/, '{{data}}'],
  [/^dr[a]?\b/i, '{{profissional}}'],
]
const byTitle: [RegExp, string][] = [
  [/n[ãa]o|dispens|recus|decline|no\b/i, '{{nao_quero}}'],
  [/quero|aceit|take|yes/i, '{{quero}}'],
  [/cancel|desmarc/i, '{{cancelar}}'],
  [/remarc|reagend|resched|change|mudar/i, '{{remarcar}}'],
  [/confirm|sim|yes|ok/i, '{{confirmar}}'],
  [/./, '{{codigo}}'],
]

/** A guess at each value, for a person to look at: from the template's own examples, and the words on its buttons; of `places` only. */
export function suggested(template: Pick<Template, 'slots' | 'components'>, places: readonly string[]): Record<string, string> {
  const may = (value: string) => [...value.matchAll(/{{(\w+)}}/g)].every(([, place = '']) => places.includes(place))
  const left = inTurn.filter(may)
  const titles = template.components.flatMap((part) => (String(part.type).toUpperCase() === 'BUTTONS' ? ((part as { buttons?: { text?: string }[] }).buttons ?? []) : [])).map(({ text }) => text ?? '')
  return Object.fromEntries(
    slotsOf(template).map((slot, index) => {
      if (slot.part === 'button') return [slot.key, byTitle.find(([title, value]) => may(value) && title.test(titles[slot.no - 1] ?? ''))?.[1] ?? '']
      return [slot.key, byExample.find(([example, value]) => may(value) && example.test(slot.example ?? ''))?.[1] ?? left[index] ?? '']
    }),
  )
}
