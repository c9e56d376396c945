/** `1234.5, "BRL"` -> `R$ 1.234,50`; an unknown currency keeps its code. `amount` in major units. */
export function formatAmount(amount: number, currency: string, locale: string): string {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount)
  } catch {
    return `${amount.toFixed(2)} ${currency}`
  }
}
