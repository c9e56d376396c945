/** Server-sent events as text: pieces in, events out. Follows the HTML standard's parsing rules that servers use. */

export type SseEvent = { event: string; data: string; id: string | null }

export function sseParser(onEvent: (event: SseEvent) => void): (piece: string) => void {
  let buffer = ''
  let event = ''
  let data: string[] = []
  let id: string | null = null

  const take = (line: string) => {
    if (line === '') {
      if (data.length > 0 || event) onEvent({ event: event || 'message', data: data.join('\n'), id })
      event = ''
      data = []
      id = null
      return
    }
    if (line.startsWith(':')) return
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'event') event = value
    else if (name === 'data') data.push(value)
    else if (name === 'id' && !value.includes('\0')) id = value
  }

  return (piece) => {
    buffer += piece
    let match: RegExpExecArray | null
    // a lone CR at the end may be the first half of CRLF: wait for the next piece
    while ((match = /\r\n|\n|\r(?!$)/.exec(buffer))) {
      const line = buffer.slice(0, match.index)
      buffer = buffer.slice(match.index + match[0].length)
      take(line)
    }
  }
}
