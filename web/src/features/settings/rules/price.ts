/** Prices as people type them. Minor units inside. */
import { formatAmount } from '@/lib/money'

/** Cents of what was typed: `R$ 1.234,50`, `1234.5`, `90`. `null` when empty (ask us), `undefined` when it is no price. */
export function parsePrice(typed: string): number | null | undefined {
  const text = typed.replace(/R\$|\s/g, '')
  if (text === '') return null
  const isBrazilian = /^\d{1,3}(\.\d{3})*(,\d{1,2})?$|^\d+(,\d{1,2})?$/.test(text)
  const isPlain = /^\d{1,3}(,\d{3})*(\.\d{1,2})?$|^\d+(\.\d{1,2})?$/.test(text)
  if (!isBrazilian && !isPlain) return undefined
  const plain = isBrazilian ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '')
  const cents = Math.round(Number(plain) * 100)
  return cents <= 100_000_000 ? cents : undefined
}

/** What stands in the field: `220,00`; nothing for no price. */
export const typedPrice = (cents: number | null, locale: string): string =>
  cents === null ? '' : new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2, useGrouping: true }).format(cents / 100)

export const shownPrice = (cents: number, currency: string, locale: string): string => formatAmount(cents / 100, currency, locale)
