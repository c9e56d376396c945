/** Phone numbers for the eye only; matching and validity are the server's. */

/** `+5511987654321` -> `(11) 98765-4321`; other countries keep `+` and get plain groups. */
export function formatPhone(phone: string | null | undefined): string {
  if (!phone) return ''
  const digits = phone.replace(/\D/g, '')
  const brazil = /^55(\d{2})(\d{4,5})(\d{4})$/.exec(digits)
  if (brazil) return `(${brazil[1]}) ${brazil[2]}-${brazil[3]}`
  return `+${digits.replace(/(\d{1,3})(?=(\d{3,4})+$)/g, '$1 ').trim()}`
}
