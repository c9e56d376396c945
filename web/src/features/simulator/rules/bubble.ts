/** What a bubble shows of a message's body, whatever its type. Bodies are Meta's own objects: nothing in them is taken for granted. */
import type { SimMessage } from '../wire'

export type Button = { id: string; title: string; kind: 'reply' | 'url' | 'call' | 'other'; target?: string }
export type Row = { id: string; title: string; description?: string }
export type Section = { title: string; rows: Row[] }
export type Place = { latitude: number; longitude: number; name?: string; address?: string }
export type Bubble = {
  header?: string
  text?: string
  footer?: string
  media?: 'image' | 'video' | 'audio' | 'document' | 'sticker'
  isVoice?: boolean
  place?: Place
  contacts?: { name: string; phone: string }[]
  buttons: Button[]
  list?: { label: string; sections: Section[] }
  asks?: 'location' | 'phone'
  unknown?: string
}

type Dict = Record<string, unknown>
const dict = (value: unknown): Dict => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Dict) : {})
const list = (value: unknown): Dict[] => (Array.isArray(value) ? value.map(dict) : [])
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const MEDIA = ['image', 'video', 'audio', 'document', 'sticker'] as const
const asMedia = (value: unknown) => MEDIA.find((kind) => kind === value)

export function bubbleOf(message: Pick<SimMessage, 'type' | 'body'>): Bubble {
  const { type } = message
  const inner = dict(message.body[type])
  const media = asMedia(type)
  if (type === 'text') return { text: text(inner.body), buttons: [] }
  if (media) return { media, text: text(inner.caption), isVoice: inner.voice === true, buttons: [] }
  if (type === 'location')
    return { place: { latitude: Number(inner.latitude), longitude: Number(inner.longitude), name: text(inner.name), address: text(inner.address) }, buttons: [] }
  if (type === 'contacts')
    return {
      contacts: list(message.body.contacts).map((one) => ({ name: text(dict(one.name).formatted_name) ?? '', phone: text(list(one.phones)[0]?.phone) ?? '' })),
      buttons: [],
    }
  if (type === 'button') return { text: text(inner.text), buttons: [] }
  if (type === 'interactive') return ofInteractive(inner)
  if (type === 'template') return ofTemplate(dict(message.body.rendered))
  return { unknown: type, buttons: [] }
}

function ofInteractive(inner: Dict): Bubble {
  const kind = text(inner.type) ?? ''
  const reply = dict(inner[kind])
  if (kind === 'button_reply' || kind === 'list_reply') return { text: text(reply.title), footer: text(reply.description), buttons: [] }
  if (kind === 'nfm_reply') return { text: text(reply.body), buttons: [] }
  const header = dict(inner.header)
  const action = dict(inner.action)
  const bubble: Bubble = {
    header: text(header.text),
    media: asMedia(header.type),
    text: text(dict(inner.body).text),
    footer: text(dict(inner.footer).text),
    buttons: list(action.buttons).map((one) => ({ id: String(dict(one.reply).id ?? ''), title: text(dict(one.reply).title) ?? '', kind: 'reply' })),
  }
  if (kind === 'list')
    bubble.list = {
      label: text(action.button) ?? '',
      sections: list(action.sections).map((section) => ({
        title: text(section.title) ?? '',
        rows: list(section.rows).map((row) => ({ id: String(row.id ?? ''), title: text(row.title) ?? '', description: text(row.description) })),
      })),
    }
  if (kind === 'cta_url') {
    const parameters = dict(action.parameters)
    bubble.buttons = [{ id: 'url', title: text(parameters.display_text) ?? '', kind: 'url', target: safeLink(parameters.url) }]
  }
  if (kind === 'location_request_message') bubble.asks = 'location'
  if (kind === 'request_contact_info') bubble.asks = 'phone'
  return bubble
}

function ofTemplate(rendered: Dict): Bubble {
  const header = rendered.header
  return {
    header: typeof header === 'string' ? header : text(dict(header).text),
    media: asMedia(dict(header).type),
    text: text(rendered.body),
    footer: text(rendered.footer),
    buttons: list(rendered.buttons).map((one, index) => ({
      id: text(one.payload) ?? text(one.text) ?? String(index),
      title: text(one.text) ?? '',
      kind: one.type === 'QUICK_REPLY' ? 'reply' : one.type === 'URL' ? 'url' : one.type === 'PHONE_NUMBER' ? 'call' : 'other',
      target: safeLink(one.url),
    })),
  }
}

/** The address when a browser may open it. */
export function safeLink(value: unknown): string | undefined {
  const link = text(value)
  return link && /^https?:\/\//i.test(link) ? link : undefined
}

export type Piece = { text: string; mark?: 'bold' | 'italic' | 'strike' | 'code'; link?: string }

/** WhatsApp's marks in one line of text: *bold*, _italic_, ~strike~, `code`, and bare addresses. */
export function pieces(line: string): Piece[] {
  const pattern = /(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])|(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])|`([^`\n]+)`|(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/g
  const found: Piece[] = []
  let from = 0
  for (const match of line.matchAll(pattern)) {
    if (match.index > from) found.push({ text: line.slice(from, match.index) })
    const [whole, bold, italic, strike, code, link] = match
    if (bold) found.push({ text: bold, mark: 'bold' })
    else if (italic) found.push({ text: italic, mark: 'italic' })
    else if (strike) found.push({ text: strike, mark: 'strike' })
    else if (code) found.push({ text: code, mark: 'code' })
    else found.push({ text: link ?? whole, link })
    from = match.index + whole.length
  }
  if (from < line.length) found.push({ text: line.slice(from) })
  return found
}
