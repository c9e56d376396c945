/** Message contents read without trust: the shapes of `inbox.ports.MessageKind`, each field only when it is what it should be. */

type Bag = Record<string, unknown>

const bag = (value: unknown): Bag => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : {})
const list = (value: unknown): Bag[] => (Array.isArray(value) ? value.map(bag) : [])
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const number = (value: unknown): number | null => {
  const result = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof result === 'number' && Number.isFinite(result) ? result : null
}

export type Place = { latitude: number; longitude: number; name: string | null; address: string | null }

export function readPlace(content: Bag): Place | null {
  const latitude = number(content.latitude)
  const longitude = number(content.longitude)
  if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null
  return { latitude, longitude, name: text(content.name), address: text(content.address) }
}

export type Card = { name: string; phones: string[]; emails: string[]; org: string | null }

export function readCards(content: Bag): Card[] {
  return list(content.contacts).map((entry) => ({
    name: text(entry.name) ?? text(bag(entry.name).formatted_name) ?? '—',
    phones: list(entry.phones).flatMap((phone) => text(phone.phone) ?? text(phone.wa_id) ?? []),
    emails: (Array.isArray(entry.emails) ? entry.emails : []).flatMap((email) => text(email) ?? text(bag(email).email) ?? []),
    org: text(entry.org) ?? text(bag(entry.org).company),
  }))
}

export type OrderLine = { product: string; quantity: number; price: number | null; currency: string }

export function readOrder(content: Bag): { note: string | null; lines: OrderLine[] } {
  return {
    note: text(content.text),
    lines: list(content.items).map((item) => ({
      product: text(item.name) ?? text(item.product_id) ?? '—',
      quantity: number(item.quantity) ?? 1,
      price: number(item.price),
      currency: text(item.currency) ?? 'BRL',
    })),
  }
}

export type Interactive = {
  type: 'buttons' | 'list' | 'location_request' | 'cta_url'
  header: string | null
  body: string
  footer: string | null
  button: string | null
  url: string | null
  options: { id: string; title: string; description: string | null }[]
}

const option = (entry: Bag) => ({ id: text(entry.id) ?? '', title: text(entry.title) ?? '', description: text(entry.description) })

export function readInteractive(content: Bag): Interactive {
  const type = content.type === 'list' || content.type === 'location_request' || content.type === 'cta_url' ? content.type : 'buttons'
  return {
    type,
    header: text(content.header) ?? text(bag(content.header).text),
    body: text(content.body) ?? '',
    footer: text(content.footer),
    button: text(content.button) ?? text(content.title),
    url: text(content.url),
    options: type === 'list' ? list(content.sections).flatMap((section) => list(section.rows).map(option)) : list(content.buttons).map(option),
  }
}

export function readTemplate(content: Bag): { name: string; preview: string | null; buttons: string[] } {
  const preview = content.preview
  return {
    name: text(content.name) ?? '—',
    preview: text(preview) ?? ([text(bag(preview).header), text(bag(preview).body), text(bag(preview).footer)].filter(Boolean).join('\n') || null),
    buttons: (Array.isArray(bag(preview).buttons) ? (bag(preview).buttons as unknown[]) : []).flatMap((button) => text(button) ?? text(bag(button).text) ?? []),
  }
}

/** One answer for the eye: days as they are written here, lists joined; `true` and `false` are the screen's to name. */
function answer(value: unknown): string | boolean {
  if (typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map((entry) => String(answer(entry))).join(', ')
  const day = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) : null
  if (day) return `${day[3]}/${day[2]}/${day[1]}`
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A form's answers as pairs. Meta calls every form "flow", which is no name. */
export function readForm(content: Bag): { name: string | null; answers: [string, string | boolean][] } {
  const answers = Object.entries(bag(content.response)).filter(([key]) => key !== 'flow_token')
  return { name: content.name === 'flow' ? null : text(content.name), answers: answers.map(([key, value]) => [key.replaceAll('_', ' '), answer(value)]) }
}

export const readTitle = (content: Bag): string | null => text(content.title)
export const readDescription = (content: Bag): string | null => text(content.description)
export const isVoice = (content: Bag): boolean => content.is_voice === true
export const readWord = (content: Bag, key: string): string | null => text(content[key])
export const mediaName = (content: Bag): string | null => text(bag(content.media).filename)
