/** WhatsApp's own marks and links, as a tree; components turn it into React nodes, so nothing written can become markup. */

export type Span =
  | { type: 'text'; text: string }
  | { type: 'bold' | 'italic' | 'strike'; children: Span[] }
  | { type: 'mono'; text: string }
  | { type: 'link'; href: string; text: string }

const marks = { '*': 'bold', _: 'italic', '~': 'strike' } as const
const isMark = (char: string | undefined): char is keyof typeof marks => char === '*' || char === '_' || char === '~'
const isWord = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}]/u.test(char)
const isSpace = (char: string | undefined) => char === undefined || /\s/u.test(char)

const linkPattern = /\bhttps?:\/\/[^\s<>"']+|\bwww\.[^\s<>"']+\.[^\s<>"']+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/giu

/** A mark opens after a non-word and before a non-space, and closes on the same line, after a non-space and before a non-word. */
export function parseRichText(text: string): Span[] {
  const result: Span[] = []
  const parts = text.split('```')
  parts.forEach((part, index) => {
    const isMono = index % 2 === 1 && index < parts.length - 1
    if (isMono) result.push({ type: 'mono', text: part })
    else if (index % 2 === 1) result.push(...inline('```' + part, 0))
    else if (part) result.push(...inline(part, 0))
  })
  return joined(result)
}

/** The words without the marks, for previews. */
export function plainText(text: string): string {
  const flat = (spans: Span[]): string => spans.map((span) => ('children' in span ? flat(span.children) : span.text)).join('')
  return flat(parseRichText(text))
}

function inline(text: string, depth: number): Span[] {
  const result: Span[] = []
  let plain = 0
  let index = 0
  const flush = (end: number) => {
    if (end > plain) result.push(...links(text.slice(plain, end)))
  }
  const linked = [...text.matchAll(linkPattern)].map((match) => [match.index, match.index + match[0].length] as const)
  const inLink = (at: number) => linked.some(([from, to]) => at >= from && at < to)
  while (index < text.length) {
    const char = text[index]
    if (depth < 3 && isMark(char) && !inLink(index) && !isWord(text[index - 1]) && !isSpace(text[index + 1])) {
      const end = closing(text, index)
      if (end > 0) {
        flush(index)
        result.push({ type: marks[char], children: inline(text.slice(index + 1, end), depth + 1) })
        index = end + 1
        plain = index
        continue
      }
    }
    if (char === '`') {
      const end = text.indexOf('`', index + 1)
      if (end > index + 1 && !text.slice(index, end).includes('\n')) {
        flush(index)
        result.push({ type: 'mono', text: text.slice(index + 1, end) })
        index = end + 1
        plain = index
        continue
      }
    }
    index += 1
  }
  flush(text.length)
  return result
}

function closing(text: string, start: number): number {
  const mark = text[start]
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === '\n') return -1
    if (text[index] === mark && index > start + 1 && !isSpace(text[index - 1]) && !isWord(text[index + 1])) return index
  }
  return -1
}

function links(text: string): Span[] {
  const result: Span[] = []
  let from = 0
  for (const match of text.matchAll(linkPattern)) {
    const shown = match[0].replace(/[.,;:!?)\]}*_~]+$/u, '')
    const href = safeHref(shown)
    if (!href) continue
    if (match.index > from) result.push({ type: 'text', text: text.slice(from, match.index) })
    result.push({ type: 'link', href, text: shown })
    from = match.index + shown.length
  }
  if (from < text.length) result.push({ type: 'text', text: text.slice(from) })
  return result
}

/** An address that may be opened: http, https or mail; null for anything else. */
export function safeHref(address: string): string | null {
  const candidate = /^https?:\/\//i.test(address) ? address : /^www\./i.test(address) ? `https://${address}` : address.includes('@') ? `mailto:${address}` : ''
  try {
    const url = new URL(candidate)
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null
  } catch {
    return null
  }
}

function joined(spans: Span[]): Span[] {
  return spans.reduce<Span[]>((all, span) => {
    const last = all.at(-1)
    if (span.type === 'text' && last?.type === 'text') return [...all.slice(0, -1), { type: 'text', text: last.text + span.text }]
    return [...all, span]
  }, [])
}
