/** Phone numbers for the eye only; matching and validity are the server's. */

/** `+5511987654321` -> `(11) 98765-4321`; other countries keep `+` and get plain groups. */
export function formatPhone(phone: string | null | undefined): string {
  if (!phone) return ''
  const digits = phone.replace(/\D/g, '')
  const brazil = /^55(\d{2})(\d{4,5})(\d{4})$/.exec(digits)
  if (brazil) return `(${brazil[1]}) ${brazil[2]}-${brazil[3]}`
  return `+${digits.replace(/(\d{1,3})(?=(\d{3,4})+$)/g, '$1 ').trim()}`
}

/** The number as it is typed on, in Brazilian form: `(11) 98765-4321`. What is not typed at the end, has letters or another country's code stays as it is. */
export function phoneTyped(before: string, now: string): string {
  const digits = now.replace(/\D/g, '')
  if (now.length <= before.length || !now.startsWith(before) || /[^\d\s()-]/.test(now) || digits.length > 11 || digits.startsWith('0')) return now
  const [area, rest] = [digits.slice(0, 2), digits.slice(2)]
  if (rest === '') return digits.length === 2 ? `(${area}) ` : now
  const split = rest.length > 8 ? 5 : 4
  return `(${area}) ${rest.length > split ? `${rest.slice(0, split)}-${rest.slice(split)}` : rest}`
}
